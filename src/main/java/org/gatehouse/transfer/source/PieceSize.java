package org.gatehouse.transfer.source;

import java.util.concurrent.TimeUnit;
import org.gatehouse.transfer.body.Pieces;

/**
 * How large the pieces of one body are: memory goes to who makes use of it, so they are large unless the reader stops for long.
 * Lets go of what it has taken when it is closed. One thread at a time.
 */
final class PieceSize implements AutoCloseable {
    private static final long SLOW = TimeUnit.SECONDS.toNanos(1);
    /** As much must pass without a stop before a slow reader counts as a fast one again. */
    private static final long PROBATION = 8L << 20;

    private final Downloads downloads;
    private final Pieces pieces;
    private final boolean mayBeLarge;
    private boolean large;
    private long smoothly = PROBATION;

    /** All are lent. */
    PieceSize(Downloads downloads, Pieces pieces, boolean mayBeLarge) {
        this.downloads = downloads;
        this.pieces = pieces;
        this.mayBeLarge = mayBeLarge;
    }

    /** Another piece is to follow, after the reader took nothing for so long. */
    void adapt(long stoppedNanos) {
        if (stoppedNanos > SLOW) {
            smoothly = 0;
            if (large) {
                close();
                pieces.resize(false);
            }
        } else if (!large && mayBeLarge && smoothly >= PROBATION && downloads.takeLarge()) {
            large = true;
            pieces.resize(true);
        }
    }

    /** A piece was written. */
    void wrote(int length) {
        smoothly += length;
    }

    @Override
    public void close() {
        if (large) {
            large = false;
            downloads.giveBackLarge();
        }
    }
}
