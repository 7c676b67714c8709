package org.gatehouse.wire;

import java.io.IOException;
import java.io.Serial;

/** A deadline passed before the peer did its part. */
public final class DeadlinePassedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what was waited for. */
    public DeadlinePassedException(String message) {
        super(message);
    }
}
