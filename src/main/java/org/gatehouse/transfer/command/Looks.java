package org.gatehouse.transfer.command;

import java.time.Duration;

/**
 * The pauses between looks at something that may be over at once, or take hours: short ones first, and never much longer than a part of
 * the time that it has taken already, since that is what a look comes too late. For one thread.
 */
final class Looks {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration SHORTEST_GUESSED = Duration.ofMillis(200);
    private static final double GROWTH = 1.15;

    /** A guess of the time that is left is wrong, too. */
    private static final int PARTS = 4;

    private final Duration longest;
    private Duration next = FIRST;

    Looks(Duration longest) {
        this.longest = longest;
    }

    void pause() throws InterruptedException {
        pause(longest);
    }

    /** A pause that fits, where somebody has guessed how much time is left. */
    void pauseBefore(Duration left) throws InterruptedException {
        Duration part = left.dividedBy(PARTS);
        pause(part.compareTo(SHORTEST_GUESSED) < 0 ? SHORTEST_GUESSED : part);
    }

    private void pause(Duration most) throws InterruptedException {
        Thread.sleep(Math.min(next.toMillis(), most.toMillis()));
        Duration grown = Duration.ofMillis((long) (next.toMillis() * GROWTH));
        next = grown.compareTo(longest) < 0 ? grown : longest;
    }
}
