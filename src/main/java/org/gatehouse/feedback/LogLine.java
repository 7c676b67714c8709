package org.gatehouse.feedback;

import java.time.Instant;
import java.util.Objects;

/**
 * A line for the job's log.
 *
 * @param time when, by the node's clock
 * @param logType one of the job log's types, {@code message} as a rule
 * @param message the text; never a command line, which may hold secrets
 */
public record LogLine(Instant time, String logType, String message) implements Feedback {
    /** Checks that nothing is missing. */
    public LogLine {
        Objects.requireNonNull(time);
        Objects.requireNonNull(logType);
        Objects.requireNonNull(message);
    }
}
