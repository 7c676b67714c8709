package org.gatehouse.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.gatehouse.access.RefusalLog.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final CapturedLog log = new CapturedLog(Audit.LOGGER);
    private long now;
    private final RefusalLog refusals = new RefusalLog(() -> now);

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void theFirstIsALineAndTheOthersOfItsMinuteAreAnother() {
        for (int i = 0; i < 1000; i++) {
            refuse("192.0.2.1", "admin");
        }
        assertEquals(1, log.lines().size());

        pass(59);
        assertEquals(1, log.lines().size());
        pass(1);
        assertEquals(
                "INFO remote=\"192.0.2.1\" caller=\"\" user=\"admin\" reason=\"why\" path=\"/2/x\" refused=\"999\" seconds=\"60\"",
                log.lines().get(1));

        refuse("192.0.2.1", "admin");
        pass(60);
        assertEquals(3, log.lines().size());
    }

    @Test
    void anIpv6NetworkIsOneClient() {
        for (int i = 0; i < 100; i++) {
            refuse("2001:db8:1:2::" + Integer.toHexString(i), "admin");
            refuse("[2001:db8:1:3::" + Integer.toHexString(i) + "]", "admin");
        }
        refusals.close();

        assertEquals(4, log.lines().size());
        assertTrue(
                log.lines().get(2).startsWith("INFO remote=\"2001:db8:1:2:0:0:0:0/64\""),
                log.lines().get(2));
    }

    @Test
    void thousandsOfNamesAreCountedTogether() {
        for (int i = 0; i < 100_000; i++) {
            refuse("192.0.2.1", "user" + i);
        }
        refusals.close();

        assertEquals(17, log.lines().size());
        assertEquals(
                "INFO remote=\"192.0.2.1\" caller=\"\" user=\"\" reason=\"various\" path=\"/2/x\" refused=\"99984\" seconds=\"0\"",
                log.lines().get(16));
    }

    @Test
    void soAreThousandsOfAddresses() {
        for (int i = 0; i < 100_000; i++) {
            refuse("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), "admin");
        }
        refusals.close();

        assertEquals(257, log.lines().size());
        assertTrue(
                log.lines().get(256).contains("remote=\"others\" "), log.lines().get(256));
        assertTrue(
                log.lines().get(256).contains("refused=\"99744\""), log.lines().get(256));
    }

    @Test
    void nothingIsLostAtTheEnd() {
        refuse("192.0.2.1", "admin");
        refuse("192.0.2.1", "admin");
        refusals.close();
        refusals.close();

        assertEquals(2, log.lines().size());
    }

    private void refuse(String address, String user) {
        refusals.add(new Refusal(address, "", user, "why", "/2/x", true), () -> "first");
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
        refusals.flush();
    }
}
