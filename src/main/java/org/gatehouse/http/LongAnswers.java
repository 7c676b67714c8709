package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits how many lists one caller, and one connection, may be given at once: each may hold a connection to the cluster and some memory
 * for as long as its reader wishes. A request above the limit waits for a moment, without a thread, and is then refused with 429. For
 * any number of threads.
 */
public final class LongAnswers {
    /** Request attribute with the caller's name; without it, the caller is the address. */
    public static final String CALLER = LongAnswers.class.getName() + ".caller";

    private static final Logger LOG = System.getLogger(LongAnswers.class.getName());
    private static final long LONGEST_WAIT = Duration.ofSeconds(3).toNanos();
    private static final int MOST_WAITING = 1024;
    /** How many of a caller's requests may wait for each that is answered. */
    private static final int WAITING_FACTOR = 8;

    private final int perCaller;
    private final int perConnection;
    private final Map<String, Integer> counts = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    LongAnswers(int perCaller, int perConnection) {
        this.perCaller = perCaller;
        this.perConnection = perConnection;
    }

    /** What is done once there is room; it owns the slot. */
    interface Beginning {
        void begin(Slot slot) throws IOException;
    }

    /** The room for one answer. */
    final class Slot implements AutoCloseable {
        private final String caller;
        private final String connection;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Slot(HttpServletRequest request) {
            Object name = request.getAttribute(CALLER);
            this.caller = "caller " + (name == null || name.equals("") ? request.getRemoteAddr() : name);
            this.connection = "connection " + request.getServletConnection().getConnectionId();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                leave(this);
            }
        }
    }

    private record Waiting(
            Slot slot,
            Beginning beginning,
            AsyncContext async,
            HttpServletRequest request,
            HttpServletResponse response,
            long since) {}

    /** Begins now or later, or fails with {@link HttpError} 429. */
    void admit(HttpServletRequest request, HttpServletResponse response, Beginning beginning) throws IOException {
        Slot slot = new Slot(request);
        if (!enter(slot, beginning, request, response)) {
            return;
        }
        beginning.begin(slot);
    }

    /** True if there is room; otherwise it was queued. */
    private synchronized boolean enter(
            Slot slot, Beginning beginning, HttpServletRequest request, HttpServletResponse response) {
        if (take(slot)) {
            return true;
        }
        long others = waiting.stream()
                .filter(one -> one.slot().caller.equals(slot.caller))
                .count();
        if (waiting.size() >= MOST_WAITING || others >= (long) perCaller * WAITING_FACTOR) {
            throw tooMany();
        }
        AsyncContext async =
                request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync(request, response);
        async.setTimeout(0);
        waiting.add(new Waiting(slot, beginning, async, request, response, System.nanoTime()));
        return false;
    }

    private boolean take(Slot slot) {
        if (counts.getOrDefault(slot.caller, 0) >= perCaller
                || counts.getOrDefault(slot.connection, 0) >= perConnection) {
            return false;
        }
        counts.merge(slot.caller, 1, Integer::sum);
        counts.merge(slot.connection, 1, Integer::sum);
        return true;
    }

    private void leave(Slot slot) {
        List<Waiting> next = new ArrayList<>();
        synchronized (this) {
            counts.computeIfPresent(slot.caller, (key, count) -> count == 1 ? null : count - 1);
            counts.computeIfPresent(slot.connection, (key, count) -> count == 1 ? null : count - 1);
            for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
                Waiting one = each.next();
                if (take(one.slot())) {
                    each.remove();
                    next.add(one);
                }
            }
        }
        next.forEach(one -> run(one, () -> one.beginning().begin(one.slot())));
    }

    /** Refuses who has waited too long. */
    void look(long now) {
        List<Waiting> late = new ArrayList<>();
        synchronized (this) {
            while (!waiting.isEmpty() && now - waiting.peek().since() > LONGEST_WAIT) {
                late.add(waiting.poll());
            }
        }
        late.forEach(one -> run(one, () -> {
            throw tooMany();
        }));
    }

    private interface Step {
        void run() throws IOException;
    }

    /** On one of the container's threads, since to begin may take time. */
    private static void run(Waiting one, Step step) {
        try {
            one.async().start(() -> {
                try {
                    try {
                        step.run();
                    } catch (HttpError e) {
                        ErrorAnswer.write(one.request(), one.response(), e);
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.DEBUG, "the client left before its answer", e);
                    one.slot().close();
                    complete(one.async());
                }
            });
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the container ended the request already", e);
            one.slot().close();
        }
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the container ended the request already", e);
        }
    }

    private static HttpError tooMany() {
        return new HttpError(429, "too many lists of this caller, or on this connection, at once")
                .withHeader("Retry-After", "5");
    }
}
