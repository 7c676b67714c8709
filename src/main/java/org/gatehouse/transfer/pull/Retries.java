package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The growing pauses of one thread, under the patience of its pull. Used by that thread. */
final class Retries {
    private static final double JITTER = 0.2;

    private final PullTimes times;
    private final Patience patience;
    private final Stopper stopper;
    private final Consumer<String> notes;
    private Duration pause;
    private long gained;

    Retries(PullTimes times, Patience patience, Stopper stopper, Consumer<String> notes) {
        this.times = times;
        this.patience = patience;
        this.stopper = stopper;
        this.notes = notes;
        this.pause = times.first();
    }

    /** Something lasting was done: patience begins anew. */
    void worked() {
        patience.renew();
    }

    /** So many bytes came: after enough of them the next pause is a short one again. Fails if they come too slowly. */
    void gained(long bytes) throws PullException {
        patience.gained(bytes);
        patience.left("the source is too slow");
        gained += bytes;
        if (gained >= Patience.ENOUGH) {
            gained = 0;
            pause = times.first();
        }
    }

    /** Waits before the next try; fails if the patience is over, or all is stopped. */
    void pause(IOException failure) throws PullException, InterruptedException {
        if (stopper.stopped()) {
            throw new PullException(PullException.Kind.CANCELLED, "cancelled", failure);
        }
        String text = Failures.text(failure);
        Duration left = patience.left(text);
        double part = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        long wanted = (long) (pause.toMillis() * part);
        if (failure instanceof LaterException later) {
            wanted = Math.max(wanted, Math.min(later.after().toMillis(), left.toMillis()));
        }
        long milliseconds = Math.min(wanted, left.toMillis() + 1);
        notes.accept("retrying in " + seconds(milliseconds) + ": " + text);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(times.longest()) > 0 ? times.longest() : doubled;
        gained = 0;
        stopper.sleep(milliseconds);
        if (stopper.stopped()) {
            throw new PullException(PullException.Kind.CANCELLED, "cancelled", failure);
        }
    }

    static String seconds(long milliseconds) {
        return milliseconds >= 9_950
                ? String.format(Locale.ROOT, "%d s", Math.round(milliseconds / 1000.0))
                : String.format(Locale.ROOT, "%.1f s", milliseconds / 1000.0).replace(".0 ", " ");
    }
}
