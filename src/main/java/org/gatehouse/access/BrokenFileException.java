package org.gatehouse.access;

import java.io.Serial;

/** A file that cannot be understood. The message says where and why, and holds nothing of a secret. */
public final class BrokenFileException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The file as a whole. */
    public BrokenFileException(String reason) {
        super(reason);
    }

    /** One line, counted from 1. */
    public BrokenFileException(int line, String reason) {
        super("line " + line + ": " + reason);
    }
}
