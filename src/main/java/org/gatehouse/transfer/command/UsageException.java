package org.gatehouse.transfer.command;

import java.io.Serial;

/** A command was used wrongly; the message says how. */
final class UsageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
