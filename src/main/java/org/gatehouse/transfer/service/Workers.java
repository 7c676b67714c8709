package org.gatehouse.transfer.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gatehouse.http.HttpError;

/** The threads that transfers run on, one each, and the one that looks through them from time to time. Closing interrupts them all. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Workers.class.getName());
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(daemons("gatehouse-transfer-sweep"));

    /** At most so many run at once. */
    Workers(int most) {
        this.threads = new ThreadPoolExecutor(
                0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("gatehouse-transfer"));
    }

    /** Has it done soon; 503 if there is no thread for it, which is so when this is closed. */
    void execute(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "no thread for a transfer", e);
            throw new HttpError(503, "Gatehouse is stopping");
        }
    }

    /** Has it done again and again; what it fails with is logged. */
    void repeat(Runnable work, Duration pause) {
        // It ends with the timer.
        var unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.log(Level.ERROR, "looking through the transfers failed", e);
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Completes the future with nothing if it has not completed by then. */
    void completeAfter(CompletableFuture<?> future, Duration pause) {
        try {
            ScheduledFuture<?> alarm =
                    timer.schedule(() -> future.complete(null), pause.toMillis(), TimeUnit.MILLISECONDS);
            var unused = future.whenComplete((value, failure) -> alarm.cancel(false));
        } catch (RejectedExecutionException e) {
            future.complete(null);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "some transfers are slow to let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
