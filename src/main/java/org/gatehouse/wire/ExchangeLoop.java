package org.gatehouse.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Exchanges of one message for one answer that may take long, each on a connection of its own, all served by one thread.
 * Messages and answers end with the same byte. Any thread may start and cancel exchanges.
 */
public final class ExchangeLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ExchangeLoop.class.getName());

    /** What becomes of an exchange. One of the methods is called, once, on the loop's thread, which it must not hold up. */
    public interface Outcome {
        /** The answer, without the byte that ends it. */
        void answered(byte[] answer);

        /**
         * There will be no answer: {@link ConnectFailedException}, {@link ConnectionLostException},
         * {@link DeadlinePassedException}, or {@link ClosedChannelException} when the loop was closed.
         */
        void failed(IOException cause);
    }

    /** An exchange under way. */
    public interface Exchange {
        /** Drops the exchange and its connection; its outcome is not reported unless that has happened already. */
        void cancel();
    }

    private final byte end;
    private final int most;
    private final int longestAnswer;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong sequence = new AtomicLong();
    private final TreeSet<ParkedExchange> byDeadline = new TreeSet<>(
            Comparator.<ParkedExchange>comparingLong(e -> e.deadline().nanoTime() - ORIGIN)
                    .thenComparingLong(ParkedExchange::number));
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(64 * 1024);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;
    private boolean ended;

    // Differences to one origin order correctly even where the clock's numbers wrap around.
    private static final long ORIGIN = System.nanoTime();

    /**
     * Starts the thread.
     *
     * @param end the byte that ends each message and answer
     * @param most how many exchanges may be under way at once
     * @param longestAnswer how many bytes an answer may have
     */
    public ExchangeLoop(String threadName, byte end, int most, int longestAnswer) {
        this.end = end;
        this.most = most;
        this.longestAnswer = longestAnswer;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * Connects, sends {@code message}, which carries its end already, and waits for the answer until the deadline. Returns at
     * once. When the loop is full or closed, the outcome is a failure with {@link ConnectFailedException.Kind#CROWDED} or
     * {@link ClosedChannelException}, reported on the calling thread.
     */
    public Exchange start(Path socket, byte[] message, Deadline deadline, Outcome outcome) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            outcome.failed(new ConnectFailedException(ConnectFailedException.Kind.CROWDED, socket, null));
            return () -> {};
        }
        ParkedExchange exchange =
                new ParkedExchange(sequence.incrementAndGet(), ByteBuffer.wrap(message), deadline, outcome);
        if (!submit(() -> open(exchange, socket))) {
            underWay.decrementAndGet();
            outcome.failed(new ClosedChannelException());
            return () -> {};
        }
        return () -> submit(() -> forget(exchange));
    }

    /** How many exchanges are under way. */
    public int underWay() {
        return underWay.get();
    }

    /** Fails all exchanges and ends the thread; returns when it has ended, unless called on it. */
    @Override
    public void close() {
        closed = true;
        submit(() -> {});
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves a task for the thread; false when that has ended and nobody would ever do it. */
    private boolean submit(Runnable task) {
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            tasks.add(task);
            selector.wakeup();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::ready, untilNextDeadline());
                runTasks();
                expire();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the loop of parked exchanges ends", e);
        } finally {
            end();
            runTasks();
            for (ParkedExchange exchange : new ArrayList<>(byDeadline)) {
                fail(exchange, new ClosedChannelException());
            }
            Connecting.closeQuietly(selector);
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Zero, which means no limit to {@link Selector#select(long)}, when nothing is parked. */
    private long untilNextDeadline() {
        return byDeadline.isEmpty()
                ? 0
                : Math.max(1, byDeadline.first().deadline().remainingMillis());
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void expire() {
        while (!byDeadline.isEmpty() && byDeadline.first().deadline().hasPassed()) {
            fail(byDeadline.first(), new DeadlinePassedException("no answer within the time allowed"));
        }
    }

    private void open(ParkedExchange exchange, Path socket) {
        byDeadline.add(exchange);
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            exchange.open(Connecting.connect(socket), selector);
            exchange.write();
        } catch (IOException e) {
            fail(exchange, e);
        }
    }

    private void ready(SelectionKey key) {
        ParkedExchange exchange = (ParkedExchange) key.attachment();
        try {
            if (key.isWritable()) {
                exchange.write();
            }
            if (key.isReadable() && exchange.read(chunk, end, longestAnswer)) {
                byte[] answer = exchange.answer();
                if (forget(exchange)) {
                    report(() -> exchange.outcome().answered(answer));
                }
            }
        } catch (IOException e) {
            fail(exchange, e);
        }
    }

    private void fail(ParkedExchange exchange, IOException cause) {
        if (forget(exchange)) {
            report(() -> exchange.outcome().failed(cause));
        }
    }

    private boolean forget(ParkedExchange exchange) {
        boolean known = byDeadline.remove(exchange);
        if (known) {
            exchange.close();
            underWay.decrementAndGet();
        }
        return known;
    }

    /** One outcome that throws must not take the others down with it. */
    private static void report(Runnable outcome) {
        try {
            outcome.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "an exchange's outcome could not be reported", e);
        }
    }
}
