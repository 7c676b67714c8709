package org.gatehouse.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.access.FailedLogins.Attempt;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private static final String HERE = "192.0.2.1";

    private long now;
    private final FailedLogins failures = new FailedLogins(() -> now);

    @Test
    void theDelayGrowsAfterTenFailuresAndHasAnEnd() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            delays.add(delay(HERE, "admin"));
            failures.add(HERE, "admin");
        }

        assertEquals(
                List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L, 5000L),
                delays);
    }

    @Test
    void otherNamesAndOtherNetworksDoNotWait() {
        fail(HERE, "admin", 20);
        fail("2001:db8::1", "admin", 20);

        assertEquals(0, delay(HERE, "other"));
        assertEquals(0, delay("192.0.2.2", "admin"));
        assertEquals(0, delay("2001:db8:0:1::1", "admin"));
        assertEquals(5000, delay("2001:db8::ffff", "admin"));
    }

    @Test
    void aMinuteLaterAllIsForgotten() {
        fail(HERE, "admin", 20);
        now += Duration.ofSeconds(59).toNanos();
        assertEquals(5000, delay(HERE, "admin"));

        now += Duration.ofSeconds(1).toNanos();
        assertEquals(0, delay(HERE, "admin"));
        fail(HERE, "admin", 9);
        assertEquals(0, delay(HERE, "admin"));
    }

    @Test
    void manyNamesDisplaceNoneThatIsDelayed() {
        fail(HERE, "admin", 10);
        for (int i = 0; i < 100_000; i++) {
            failures.add(HERE, "user" + i + "x".repeat(8000));
        }

        assertEquals(500, delay(HERE, "admin"));
    }

    @Test
    void onlySoManyWait() {
        fail(HERE, "admin", 10);
        fail(HERE, "other", 10);
        List<Attempt> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(failures.begin(HERE, "admin"));
        }

        assertTrue(waiting.stream().noneMatch(Attempt::isRefused));
        assertTrue(failures.begin(HERE, "admin").isRefused());
        assertFalse(failures.begin(HERE, "other").isRefused());
        waiting.forEach(Attempt::close);
        assertFalse(failures.begin(HERE, "admin").isRefused());
    }

    private void fail(String address, String name, int times) {
        for (int i = 0; i < times; i++) {
            failures.add(address, name);
        }
    }

    private long delay(String address, String name) {
        try (Attempt attempt = failures.begin(address, name)) {
            return attempt.delay().toMillis();
        }
    }
}
