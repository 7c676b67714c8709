package org.gatehouse.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits for what peers have to say, which may take long, each on a connection of its own, all served by one thread. What the
 * bytes mean is up to each {@link Conversation}. Any thread may start and cancel exchanges.
 */
public final class ExchangeLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ExchangeLoop.class.getName());

    /** An exchange under way. */
    public interface Exchange {
        /** Drops the exchange and its connection; its outcome is not reported unless that has happened already. */
        void cancel();
    }

    private final int most;
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

    /** Starts the thread. At most {@code most} exchanges may be under way at once. */
    public ExchangeLoop(String threadName, int most) {
        this.most = most;
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
     * Connects, sends {@code message}, and listens until the deadline. Returns at once. When the loop is full or closed, the
     * conversation fails with {@link ConnectFailedException.Kind#CROWDED} or {@link ClosedChannelException}, on the calling
     * thread.
     */
    public Exchange start(Path socket, byte[] message, Deadline deadline, Conversation conversation) {
        ConnectFailedException full = new ConnectFailedException(ConnectFailedException.Kind.CROWDED, socket, null);
        return begin(new ParkedExchange(sequence.incrementAndGet(), socket, message, deadline, conversation), full);
    }

    /**
     * Takes over a connection on which everything was said, and listens for as long as the peer is never silent for longer
     * than {@code silence}. Returns at once. When the loop is full or closed, the connection is closed and the conversation
     * fails, on the calling thread.
     */
    public Exchange park(UnixConnection connection, Duration silence, Conversation conversation) {
        SocketChannel channel = connection.release();
        return begin(
                new ParkedExchange(sequence.incrementAndGet(), channel, silence, conversation),
                new IOException("no place is free for another conversation"));
    }

    private Exchange begin(ParkedExchange exchange, IOException whenFull) {
        IOException refusal = null;
        if (underWay.incrementAndGet() > most) {
            refusal = whenFull;
        } else if (!submit(() -> open(exchange))) {
            refusal = new ClosedChannelException();
        }
        if (refusal == null) {
            return () -> submit(() -> forget(exchange));
        }
        underWay.decrementAndGet();
        exchange.close();
        exchange.conversation().failed(refusal);
        return () -> {};
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
            // Out of the set while its place in it changes.
            ParkedExchange late = byDeadline.pollFirst();
            boolean goesOn = late.prolong();
            byDeadline.add(late);
            if (!goesOn) {
                fail(late, new DeadlinePassedException("no answer within the time allowed"));
            }
        }
    }

    private void open(ParkedExchange exchange) {
        byDeadline.add(exchange);
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            exchange.open(selector);
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
            if (key.isReadable() && exchange.read(chunk) && forget(exchange)) {
                report(exchange.conversation()::completed);
            }
        } catch (IOException e) {
            fail(exchange, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a conversation broke off by its own fault", e);
            fail(exchange, new IOException("the conversation failed", e));
        }
    }

    private void fail(ParkedExchange exchange, IOException cause) {
        if (forget(exchange)) {
            report(() -> exchange.conversation().failed(cause));
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
