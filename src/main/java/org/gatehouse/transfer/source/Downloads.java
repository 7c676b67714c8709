package org.gatehouse.transfer.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.transfer.body.DiskPieces;

/**
 * All downloads under way: owns the few threads that write them, which do not wait for readers, and looks after them by a
 * timer that is lent. A download is written by the container's thread that says that it can be, as long as there are not too
 * many of these; otherwise, and when others wait, it takes turns with them on the threads that are here.
 */
final class Downloads implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int LENT_THREADS = 4;
    /** With those that are held by containers. */
    private static final int MOST_THREADS = 512;

    private static final int MOST = 2048;
    /** Each has some megabytes of native memory. */
    private static final int MOST_CODED = 32;

    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int PART_OF_HEAP = 16;

    private final Set<Download> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger coded = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();
    private final Semaphore lent = new Semaphore(LENT_THREADS);
    private final Semaphore large = new Semaphore(
            (int) Math.min(1024, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / DiskPieces.MOST_MEMORY));
    private final ThreadPoolExecutor writers;
    private final ScheduledFuture<?> rounds;
    private final Duration patience;
    private final ScheduledExecutorService timer;
    private volatile boolean stopping;

    /** {@code patience} is how long a reader may take nothing at all. */
    Downloads(ScheduledExecutorService timer, Duration patience) {
        this.patience = patience;
        this.timer = timer;
        // Each download is in the queue once at most.
        this.writers = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2 * MOST), task -> {
                    Thread thread = new Thread(task, "gatehouse-transfer-" + threads.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        writers.allowCoreThreadTimeOut(true);
        this.rounds = timer.scheduleWithFixedDelay(
                () -> {
                    Instant now = Instant.now();
                    open.forEach(download -> download.look(now));
                    replaceStuckThreads();
                },
                ROUND.toMillis(),
                ROUND.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A container may hold on to whoever writes: Tomcat does, over HTTP/2, as long as the reader's socket is full. */
    private void replaceStuckThreads() {
        long stuck = open.stream().filter(Download::isStuck).count();
        int wanted = (int) Math.min(MOST_THREADS, THREADS + stuck);
        if (wanted > writers.getMaximumPoolSize()) {
            writers.setMaximumPoolSize(wanted);
            writers.setCorePoolSize(wanted);
        } else if (wanted < writers.getMaximumPoolSize()) {
            writers.setCorePoolSize(wanted);
            writers.setMaximumPoolSize(wanted);
        }
    }

    /** Takes no more; what has not ended in a moment is broken off, and can be resumed by its client. */
    void beginStop() {
        stopping = true;
        var unused = timer.schedule(this::stopAll, GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopAll() {
        open.forEach(download -> download.stop("the application stops"));
    }

    /** Whether no more are taken. */
    boolean isStopping() {
        return stopping;
    }

    /** Whether there is room for one more. */
    boolean hasRoom(boolean isCoded) {
        return open.size() < MOST && (!isCoded || coded.get() < MOST_CODED);
    }

    void opened(Download download) {
        open.add(download);
        if (download.isCoded()) {
            coded.incrementAndGet();
        }
    }

    void closed(Download download) {
        if (open.remove(download) && download.isCoded()) {
            coded.decrementAndGet();
        }
    }

    long patienceNanos() {
        return patience.toNanos();
    }

    /** Whether a container's thread may stay with a download. */
    boolean borrowThread() {
        return lent.tryAcquire();
    }

    void giveBackThread() {
        lent.release();
    }

    /** Whether somebody waits for a thread. */
    boolean isCrowded() {
        return !writers.getQueue().isEmpty();
    }

    /** Has it go on as soon as a thread is free; false if everything is closed. */
    boolean later(Runnable task) {
        try {
            writers.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Whether there is memory for another one with large pieces. */
    boolean takeLarge() {
        return large.tryAcquire();
    }

    void giveBackLarge() {
        large.release();
    }

    int count() {
        return open.size();
    }

    @Override
    public void close() {
        rounds.cancel(false);
        stopAll();
        writers.shutdown();
        try {
            if (!writers.awaitTermination(2, TimeUnit.SECONDS)) {
                writers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
