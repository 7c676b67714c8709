package org.gatehouse.transfer.pull;

import java.time.Duration;

/** For how long nothing may be gained. For any number of threads. */
final class Patience {
    /** Bytes that count as a gain. */
    static final long ENOUGH = 1024 * 1024;

    private final Duration patience;
    private long since = System.nanoTime();
    private long gained;

    Patience(Duration patience) {
        this.patience = patience;
    }

    /** So many bytes that were not there before are there. */
    synchronized void gained(long bytes) {
        gained += bytes;
        if (gained >= ENOUGH) {
            renew();
        }
    }

    /** The source works, though it has nothing to give yet; or we do. */
    synchronized void renew() {
        gained = 0;
        since = System.nanoTime();
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
