package org.gatehouse.noderpc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.gatehouse.http.HttpError;

/**
 * All streams of feedback: owns the few threads that write them, without ever waiting for a reader, and looks after them by a
 * timer that is lent.
 */
final class FeedbackStreams implements AutoCloseable {
    private static final int WRITERS = 2;
    private static final int MOST = 1000;
    private static final Duration ROUND = Duration.ofMillis(500);

    private final Set<FeedbackStream> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService writers;
    private final ScheduledExecutorService timer;
    private final ScheduledFuture<?> rounds;
    private final LongSupplier clock;

    /** {@code clock} counts nanoseconds. */
    FeedbackStreams(ScheduledExecutorService timer, LongSupplier clock) {
        this.timer = timer;
        this.clock = clock;
        this.writers = Executors.newFixedThreadPool(WRITERS, task -> {
            Thread thread = new Thread(task, "gatehouse-feedback-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.rounds = timer.scheduleWithFixedDelay(
                () -> open.forEach(FeedbackStream::look), ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Fails with {@link HttpError} 503 if there are too many streams already. */
    void checkRoom() {
        if (open.size() >= MOST) {
            throw new HttpError(503, "too many streams of feedback").withHeader("Retry-After", "1");
        }
    }

    void opened(FeedbackStream stream) {
        open.add(stream);
    }

    void closed(FeedbackStream stream) {
        open.remove(stream);
    }

    /** How many streams there are. */
    int count() {
        return open.size();
    }

    long now() {
        return clock.getAsLong();
    }

    /** Has a task run soon; once everything is closed there is nothing left that it could do. */
    void execute(Runnable task) {
        try {
            writers.execute(task);
        } catch (RejectedExecutionException e) {
            open.clear();
        }
    }

    void schedule(Runnable task, Duration delay) {
        try {
            var unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            open.clear();
        }
    }

    @Override
    public void close() {
        rounds.cancel(false);
        writers.shutdown();
    }
}
