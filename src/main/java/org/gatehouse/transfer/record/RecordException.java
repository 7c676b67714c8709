package org.gatehouse.transfer.record;

import java.io.Serial;

/** A transfer's record that must not be believed. The message is for the log. */
public final class RecordException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With what is wrong; {@code cause} may be null. */
    public RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
