package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** The source cannot answer now, and may have said when to come again. */
final class LaterException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration after;

    LaterException(String message, Duration after) {
        super(message);
        this.after = after;
    }

    /** Zero if it said nothing. */
    Duration after() {
        return after;
    }
}
