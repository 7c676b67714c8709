package org.gatehouse.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All answers that are being written: gives up readers who take nothing, and sees to it that no connection holds more than one thread.
 * A container's thread writes where that never blocks. Where it may (Tomcat, over HTTP/2, as long as the client's socket is full), one
 * thread at a time writes to a connection, and when several of the container's threads are held already, it is one of its own. For
 * any number of threads.
 */
public final class AnswerWriters implements AutoCloseable {
    private static final Logger LOG = System.getLogger(AnswerWriters.class.getName());
    private static final String ATTRIBUTE = AnswerWriters.class.getName();
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final int LENT_THREADS = 4;
    private static final int MOST_THREADS = 512;
    private static final int PART_OF_HEAP = 4;
    /** Whoever takes something now and then is not given up for want of memory. */
    private static final long SHORTEST_PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long BETWEEN_CLEARINGS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<AsyncBodyWriter> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong madeRoom = new AtomicLong(System.nanoTime() - BETWEEN_CLEARINGS);
    private final long mostMemory;
    private final AtomicInteger threads = new AtomicInteger();
    private final Semaphore lent = new Semaphore(LENT_THREADS);
    private final Map<String, Deque<AsyncBodyWriter>> lanes = new HashMap<>();
    private final ThreadPoolExecutor pool;
    private final ThreadPoolExecutor enders;
    private final ScheduledFuture<?> rounds;
    private final LongAnswers longAnswers;
    private final HeldRequests waits;

    /**
     * Starts looking after answers.
     *
     * @param timer lent
     * @param patience how long a reader may take nothing at all
     * @param perCaller how many lists a caller may be given at once
     * @param perConnection how many lists may be sent at once on one connection
     */
    public AnswerWriters(ScheduledExecutorService timer, Duration patience, int perCaller, int perConnection) {
        this(timer, patience, perCaller, perConnection, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    AnswerWriters(
            ScheduledExecutorService timer, Duration patience, int perCaller, int perConnection, long mostMemory) {
        this.mostMemory = mostMemory;
        this.longAnswers = new LongAnswers(perCaller, perConnection);
        this.waits = new HeldRequests(mostMemory);
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "gatehouse-answer-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        this.pool = new ThreadPoolExecutor(0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
        // Each answer is in the queue once at most.
        this.enders = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        enders.allowCoreThreadTimeOut(true);
        this.rounds = timer.scheduleWithFixedDelay(
                () -> {
                    long now = System.nanoTime();
                    stopBlocked(now, patience.toNanos());
                    longAnswers.look(now);
                },
                ROUND.toMillis(),
                ROUND.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Has the application's answers be written by this. */
    public void serve(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    static Optional<AnswerWriters> of(HttpServletRequest request) {
        return request.getServletContext().getAttribute(ATTRIBUTE) instanceof AnswerWriters writers
                ? Optional.of(writers)
                : Optional.empty();
    }

    LongAnswers longAnswers() {
        return longAnswers;
    }

    /** Requests that wait for something that may be far away. They may take as much memory as the answers that are being written. */
    HeldRequests waits() {
        return waits;
    }

    void opened(AsyncBodyWriter writer) {
        open.add(writer);
        if (memory.addAndGet(writer.memory()) > mostMemory) {
            makeRoom();
        }
    }

    void closed(AsyncBodyWriter writer) {
        if (open.remove(writer)) {
            memory.addAndGet(-writer.memory());
        }
    }

    /** Gives up those readers who have taken nothing for longest, a quarter of all at once, so that this is seldom done. */
    private void makeRoom() {
        long now = System.nanoTime();
        long last = madeRoom.get();
        if (now - last < BETWEEN_CLEARINGS || !madeRoom.compareAndSet(last, now)) {
            return;
        }
        long[] times =
                open.stream().mapToLong(writer -> writer.blocked(now)).sorted().toArray();
        long patience = times.length == 0 ? 0 : times[times.length - 1 - times.length / 4];
        stopBlocked(now, Math.max(patience, SHORTEST_PATIENCE));
    }

    private void stopBlocked(long now, long patience) {
        for (AsyncBodyWriter writer : open) {
            if (writer.blocked(now) >= patience) {
                writer.stop("the reader takes nothing");
            }
        }
    }

    /** How many answers are being written. */
    public int count() {
        return open.size();
    }

    /** Has a writer work, on this thread if that cannot be held. */
    void run(AsyncBodyWriter writer) {
        if (!writer.isExclusive()) {
            writer.work();
        } else if (enterLane(writer)) {
            if (lent.tryAcquire()) {
                try {
                    followLane(writer);
                } finally {
                    lent.release();
                }
            } else {
                execute(() -> followLane(writer));
            }
        }
    }

    /** Has a writer end on another thread. */
    void runLater(AsyncBodyWriter writer) {
        if (writer.isExclusive()) {
            execute(() -> run(writer));
        } else {
            execute(enders, writer::work);
        }
    }

    private void execute(Runnable task) {
        execute(pool, task);
    }

    private static void execute(ThreadPoolExecutor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Whether no other thread writes to the connection; otherwise that one will have this writer work, too. */
    private boolean enterLane(AsyncBodyWriter writer) {
        synchronized (lanes) {
            Deque<AsyncBodyWriter> queue = lanes.get(writer.connection());
            if (queue == null) {
                lanes.put(writer.connection(), new ArrayDeque<>());
                return true;
            }
            queue.add(writer);
            return false;
        }
    }

    private void followLane(AsyncBodyWriter first) {
        String connection = first.connection();
        AsyncBodyWriter next = first;
        while (next != null) {
            try {
                next.work();
            } catch (RuntimeException | Error e) {
                // Others wait for the connection.
                LOG.log(Level.ERROR, "an answer failed", e);
            }
            synchronized (lanes) {
                next = lanes.get(connection).poll();
                if (next == null) {
                    lanes.remove(connection);
                }
            }
        }
    }

    @Override
    public void close() {
        rounds.cancel(false);
        open.forEach(writer -> writer.stop("the application stops"));
        for (ThreadPoolExecutor each : List.of(enders, pool)) {
            each.shutdown();
            try {
                if (!each.awaitTermination(2, TimeUnit.SECONDS)) {
                    each.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
