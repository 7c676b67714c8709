package org.gatehouse.embedded.store;

import java.io.Serial;

/** The file cannot be opened, read or written; the message says which and why. */
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Something of the cluster that is on disk, and what is wrong with it. */
    public StoreException(String message) {
        super(message);
    }

    /** Something of the cluster that is on disk, and what happened to it. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
