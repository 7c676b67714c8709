package org.gatehouse.transfer.command;

import java.io.Serial;

/** A cluster's Remote API did not do what was asked. The message is for people and names the cluster. */
public final class RapiException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    /** With the status of the answer, 0 if there was none; {@code cause} may be null. */
    public RapiException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The status of the answer; 0 if there was none. */
    public int status() {
        return status;
    }
}
