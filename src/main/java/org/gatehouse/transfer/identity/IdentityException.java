package org.gatehouse.transfer.identity;

import java.io.Serial;

/** A request for a certificate, a key or a signature that is not what it has to be. The message is for the caller. */
public final class IdentityException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** With what is wrong. */
    public IdentityException(String message) {
        super(message);
    }

    /** With what is wrong, and why. */
    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
