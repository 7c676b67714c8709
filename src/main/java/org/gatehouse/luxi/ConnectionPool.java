package org.gatehouse.luxi;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.wire.Deadline;
import org.gatehouse.wire.UnixConnection;

/** Connections that are used over and over, each by one caller at a time. Owns them, idle or leased. Any thread may call. */
final class ConnectionPool implements AutoCloseable {
    /** luxid drops connections idle for 180 s; ours go well before, so that none is used while it is being dropped. */
    static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

    private record Idle(UnixConnection connection, Deadline expiry) {}

    private final Connector connector;
    private final int connections;
    private final int mostWaiting;
    private final Duration idleLimit;
    private final Semaphore permits;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    ConnectionPool(Connector connector, int connections, int mostWaiting, Duration idleLimit) {
        this.connector = connector;
        this.connections = connections;
        this.mostWaiting = mostWaiting;
        this.idleLimit = idleLimit;
        this.permits = new Semaphore(connections, true);
    }

    /** The use of one connection, until it is given back or dropped; the first of the two counts. */
    final class Lease {
        private final UnixConnection connection;
        private final AtomicBoolean over = new AtomicBoolean();

        private Lease(UnixConnection connection) {
            this.connection = connection;
        }

        UnixConnection connection() {
            return connection;
        }

        /** Gives the connection back for others; nothing of the last exchange may be left on it. */
        void giveBack() {
            if (over.compareAndSet(false, true)) {
                keep(connection);
                permits.release();
            }
        }

        /** Closes the connection. */
        void drop() {
            if (over.compareAndSet(false, true)) {
                connection.close();
                permits.release();
            }
        }
    }

    /** A connection that works as far as can be told. Waits for it until the deadline. */
    Lease lease(Deadline deadline) {
        acquire(deadline);
        boolean leased = false;
        try {
            UnixConnection connection = takeIdle();
            Lease lease = new Lease(connection == null ? connector.connect(deadline) : connection);
            leased = true;
            return lease;
        } finally {
            if (!leased) {
                permits.release();
            }
        }
    }

    /** Closes connections that were idle for too long. To be called now and then. */
    void sweep() {
        List<Idle> old = new ArrayList<>();
        lock.lock();
        try {
            while (!idle.isEmpty() && idle.peekLast().expiry().hasPassed()) {
                old.add(idle.removeLast());
            }
        } finally {
            lock.unlock();
        }
        old.forEach(one -> one.connection().close());
    }

    int inUse() {
        return connections - permits.availablePermits();
    }

    int open() {
        lock.lock();
        try {
            return inUse() + idle.size();
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        return waiting.get();
    }

    /** Closes idle connections now and leased ones when they come back. */
    @Override
    public void close() {
        List<Idle> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(one -> one.connection().close());
    }

    private void acquire(Deadline deadline) {
        if (permits.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            throw new ClusterException(Reason.BUSY, "too many requests wait for the master daemon");
        }
        try {
            if (!permits.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw new ClusterException(Reason.TIMEOUT, "no connection became free within the time allowed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LuxiErrors.broken("the call was interrupted", e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** The idle connection that was used last and is still good, or null. */
    private UnixConnection takeIdle() {
        while (true) {
            Idle candidate;
            lock.lock();
            try {
                if (closed) {
                    throw LuxiErrors.broken("closed");
                }
                candidate = idle.pollFirst();
            } finally {
                lock.unlock();
            }
            if (candidate == null) {
                return null;
            }
            if (!candidate.expiry().hasPassed() && candidate.connection().isQuiet()) {
                return candidate.connection();
            }
            candidate.connection().close();
        }
    }

    private void keep(UnixConnection connection) {
        boolean kept = false;
        lock.lock();
        try {
            if (!closed) {
                idle.addFirst(new Idle(connection, Deadline.after(idleLimit)));
                kept = true;
            }
        } finally {
            lock.unlock();
        }
        if (!kept) {
            connection.close();
        }
    }
}
