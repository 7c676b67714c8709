package org.gatehouse.container;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The connections that no request is being worked on for: those that have not said anything, or not sent a whole
 * request header, and those that are idle between two requests. A header, with the TLS handshake if it is the first, has to be whole within a time limit. If there are more
 * connections than fit the heap, those that have waited longest are closed, so that new clients are served. For any number of threads.
 */
public final class WaitingConnections {
    /** The time for a TLS handshake and the first request header, and for each further request header. */
    public static final long HEADER_MILLIS = 15_000;
    /** The heap's share for them: a quarter. */
    private static final long SHARE = 4;

    /** So many that have not said anything take no more than one other. */
    private static final int SILENT_FOR_ONE = 6;

    private static final int FEWEST = 128;
    private static final int MOST = 10_000;

    private final int most;
    private final int mostSilent;
    private final LongSupplier nanos;
    /** Without a whole first message of TLS, or the first byte if there is no TLS; first come the oldest. */
    private final Set<Connection> silent = new LinkedHashSet<>();
    /** Without a whole header; first come the oldest. */
    private final Set<Connection> unfinished = new LinkedHashSet<>();
    /** Between two requests; first come those that have been idle longest. */
    private final Set<Connection> idle = new LinkedHashSet<>();

    private enum State {
        SILENT,
        NO_HEADER,
        IDLE,
        WORKING,
        CLOSED
    }

    /**
     * For as many connections as the heap has room for.
     *
     * @param bytesEach what a connection that waits takes at most: TLS, its buffers, and a request header that is being read
     */
    public WaitingConnections(int bytesEach) {
        this(room(Runtime.getRuntime().maxMemory(), bytesEach), System::nanoTime);
    }

    WaitingConnections(int most, LongSupplier nanos) {
        this.most = most;
        this.mostSilent = most * SILENT_FOR_ONE;
        this.nanos = nanos;
    }

    /** How many connections may wait in a heap of that many bytes. */
    static int room(long heap, int bytesEach) {
        return (int) Math.max(FEWEST, Math.min(MOST, heap / SHARE / bytesEach));
    }

    /**
     * Adds a connection that has just been accepted.
     *
     * @param close closes it; called at most once, by any thread, and must not wait
     */
    public Connection accepted(Runnable close) {
        Connection connection = new Connection(close);
        List<Connection> surplus;
        synchronized (this) {
            connection.since = nanos.getAsLong();
            silent.add(connection);
            surplus = surplus();
        }
        surplus.forEach(each -> each.close.run());
        return connection;
    }

    /** Closes what has taken too long for a header. To be called about once a second. */
    public void closeLate() {
        List<Connection> late = new ArrayList<>();
        synchronized (this) {
            long before = nanos.getAsLong() - TimeUnit.MILLISECONDS.toNanos(HEADER_MILLIS);
            silent.stream().takeWhile(each -> each.since - before <= 0).forEach(late::add);
            unfinished.stream().filter(each -> each.since - before <= 0).forEach(late::add);
            for (Connection connection : late) {
                silent.remove(connection);
                unfinished.remove(connection);
                connection.state = State.CLOSED;
            }
        }
        late.forEach(each -> each.close.run());
    }

    /** How many wait at present. */
    synchronized int size() {
        return silent.size() + unfinished.size() + idle.size();
    }

    /** Those without a header get half of the room at most: a crowd of them must not drive out the clients that are known to work. */
    private List<Connection> surplus() {
        List<Connection> surplus = new ArrayList<>();
        if (silent.size() > mostSilent) {
            Connection oldest = silent.iterator().next();
            silent.remove(oldest);
            oldest.state = State.CLOSED;
            surplus.add(oldest);
        }
        while (unfinished.size() + idle.size() > most) {
            Set<Connection> from = idle.isEmpty() || unfinished.size() > most / 2 ? unfinished : idle;
            Connection oldest = from.iterator().next();
            from.remove(oldest);
            oldest.state = State.CLOSED;
            surplus.add(oldest);
        }
        return surplus;
    }

    private void move(Connection connection, State to) {
        List<Connection> surplus;
        synchronized (this) {
            if (connection.state == State.CLOSED
                    || (connection.state == to && to != State.IDLE)
                    || (to == State.IDLE && !connection.served)) {
                return;
            }
            connection.served |= to == State.WORKING;
            silent.remove(connection);
            unfinished.remove(connection);
            idle.remove(connection);
            if (connection.state != State.SILENT) {
                connection.since = nanos.getAsLong();
            }
            connection.state = to;
            switch (to) {
                case NO_HEADER -> unfinished.add(connection);
                case IDLE -> {
                    connection.idleMillis = System.currentTimeMillis();
                    idle.add(connection);
                }
                case SILENT, WORKING, CLOSED -> {}
            }
            surplus = surplus();
        }
        surplus.forEach(each -> each.close.run());
    }

    /** One connection. */
    public final class Connection {
        private final Runnable close;
        private State state = State.SILENT;
        private long since;
        private boolean served;
        private long idleMillis;

        private Connection(Runnable close) {
            this.close = close;
        }

        /** The client has said something, if it is the first time; the time runs on. */
        public void speaking() {
            boolean first;
            synchronized (WaitingConnections.this) {
                first = state == State.SILENT;
            }
            if (first) {
                move(this, State.NO_HEADER);
            }
        }

        /** A part of a request header is there; the time runs from the first such call, for the first request since it was accepted. */
        public void headerBegun() {
            move(this, State.NO_HEADER);
        }

        /** Whether the next request has not begun. */
        public boolean isIdle() {
            synchronized (WaitingConnections.this) {
                return state == State.IDLE;
            }
        }

        /** A whole request header is there. */
        public void working() {
            move(this, State.WORKING);
        }

        /** All requests are answered, if there were any, and no other has begun. What has been read is understood. */
        public void idle() {
            move(this, State.IDLE);
        }

        /** When data were read last, in milliseconds since 1970: if it is idle, they are not understood yet, and may be a header. */
        public void readAt(long millis) {
            boolean begun;
            synchronized (WaitingConnections.this) {
                begun = state == State.IDLE && millis > idleMillis;
            }
            if (begun) {
                headerBegun();
            }
        }

        /** It is closed already. */
        public void closed() {
            move(this, State.CLOSED);
        }
    }
}
