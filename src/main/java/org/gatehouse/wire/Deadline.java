package org.gatehouse.wire;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A point in time after which nobody waits any longer, immune to changes of the wall clock.
 *
 * @param nanoTime the point on the scale of {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** The deadline that passes when {@code limit}, at most a year, is over. */
    public static Deadline after(Duration limit) {
        Duration bounded = limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    /** Nanoseconds left; zero or negative once it has passed. */
    public long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    /** Milliseconds left, rounded up, so that a wait of this length ends at the deadline or after it; never negative. */
    public long remainingMillis() {
        long nanos = remainingNanos();
        return nanos <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos - 1) + 1;
    }

    /** The time left; zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    /** Whether it has passed. */
    public boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    /** The one of both that passes first. */
    public Deadline sooner(Deadline other) {
        return nanoTime - other.nanoTime <= 0 ? this : other;
    }
}
