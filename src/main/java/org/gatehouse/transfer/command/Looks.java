package org.gatehouse.transfer.command;

import java.time.Duration;

/** The pauses between looks at something that may be over at once, or take hours: short ones first. For one thread. */
final class Looks {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final double GROWTH = 1.4;

    private final Duration longest;
    private Duration next = FIRST;

    Looks(Duration longest) {
        this.longest = longest;
    }

    void pause() throws InterruptedException {
        Thread.sleep(next.toMillis());
        Duration grown = Duration.ofMillis((long) (next.toMillis() * GROWTH));
        next = grown.compareTo(longest) < 0 ? grown : longest;
    }
}
