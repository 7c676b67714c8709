package org.gatehouse.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void aDeadlineLiesAheadUntilItHasPassed() {
        Deadline ahead = Deadline.after(Duration.ofHours(1));
        Deadline past = Deadline.after(Duration.ZERO);

        assertFalse(ahead.hasPassed());
        assertTrue(ahead.remainingMillis() > 0);
        assertTrue(past.hasPassed());
        assertEquals(0, past.remainingMillis());
        assertEquals(Duration.ZERO, past.remaining());
        assertEquals(past, ahead.sooner(past));
        assertEquals(past, past.sooner(ahead));
    }

    @Test
    void endlessLimitsDoNotOverflow() {
        assertFalse(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE)).hasPassed());
    }

    @Test
    void theScaleMayWrapAround() {
        Deadline before = new Deadline(Long.MAX_VALUE - 1);
        Deadline after = new Deadline(Long.MIN_VALUE + 1);

        assertEquals(before, after.sooner(before));
    }
}
