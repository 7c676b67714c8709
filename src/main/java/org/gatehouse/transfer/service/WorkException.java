package org.gatehouse.transfer.service;

import java.io.Serial;

/** Something that a transfer needs was not done. The message is for whoever wants the transfer. */
final class WorkException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    private WorkException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** It was refused: trying again is of no use. */
    static WorkException refused(String message) {
        return new WorkException(message, false, null);
    }

    /** Whoever should have done it was not there, or went away: it may go better later. */
    static WorkException passing(String message, Throwable cause) {
        return new WorkException(message, true, cause);
    }

    /** Whether it may go better later. */
    boolean isPassing() {
        return passing;
    }
}
