package org.gatehouse.feedback;

import java.time.Instant;

/** Something that a running call tells about itself. Immutable. */
public sealed interface Feedback permits Progress, LogLine {
    /** When it was told, by the node's clock, to the microsecond. */
    Instant time();
}
