package org.gatehouse.transfer.pull;

import java.time.Duration;

/**
 * The times that are nobody's choice; tests have shorter ones.
 *
 * @param first pause after a failure; each further one is twice as long
 * @param longest pause
 * @param idle for how long an answer may be silent
 * @param connect for how long a connection may take to be made
 * @param tick how often the watcher hears of progress
 */
record PullTimes(Duration first, Duration longest, Duration idle, Duration connect, Duration tick) {
    static final PullTimes USUAL = new PullTimes(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofMillis(500));

    /** The same, with this time for making a connection. */
    PullTimes withConnect(Duration time) {
        return new PullTimes(first, longest, idle, time, tick);
    }
}
