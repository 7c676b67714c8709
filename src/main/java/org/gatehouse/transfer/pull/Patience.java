package org.gatehouse.transfer.pull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * For how long nothing may be gained. Only bytes of the disk that are dealt with renew it, and lasting work of this side; what a
 * source sends to show that it is alive does not. For any number of threads.
 */
final class Patience {
    /** Bytes that count as a gain. */
    static final long ENOUGH = 1024 * 1024;

    /** A source that reads its disk does so at this many bytes per millisecond at least. */
    static final long SLOWEST = 50_000;

    private final Duration patience;
    private long since = System.nanoTime();
    private long gained;

    /** For how many nanoseconds the source may still work without giving anything. */
    private long grace;

    /** Patience with a source that has to read a disk of this many bytes. */
    Patience(Duration patience, long size) {
        this.patience = patience;
        this.grace = TimeUnit.MILLISECONDS.toNanos(size / SLOWEST);
    }

    /** So many bytes that were not there before are there, or are known not to be needed. */
    synchronized void gained(long bytes) {
        gained += bytes;
        if (gained >= ENOUGH) {
            renew();
        }
    }

    /** Something lasting was done on this side. */
    synchronized void renew() {
        gained = 0;
        since = System.nanoTime();
    }

    /** The source works, though it has nothing to give yet. In all it may do so for as long as reading its disk takes. */
    synchronized void working() {
        long granted = Math.min(System.nanoTime() - since, grace);
        since += granted;
        grace -= granted;
    }

    /** Whether nothing is left. */
    synchronized boolean isOver() {
        return System.nanoTime() - since >= patience.toNanos();
    }

    /** How much is left; fails if nothing is. */
    synchronized Duration left(String lastCause) throws PullException {
        Duration left = patience.minusNanos(System.nanoTime() - since);
        if (left.isNegative() || left.isZero()) {
            throw new PullException(
                    PullException.Kind.PATIENCE,
                    "less than 1 MiB came in " + Retries.seconds(patience.toMillis()) + "; last: " + lastCause,
                    null);
        }
        return left;
    }
}
