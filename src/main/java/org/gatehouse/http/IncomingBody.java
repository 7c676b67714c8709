package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One body while it arrives. It is collected to be given to a consumer; or, once the request is refused, read and thrown away for a
 * while: many clients look for an answer only when they have sent everything, and closing a connection with unread data takes the
 * answer with it. The container calls the listener by one thread at a time, the timer calls {@link #check}.
 */
final class IncomingBody implements ReadListener, AsyncListener, HeldRequests.Held {
    private static final Logger LOG = System.getLogger(IncomingBody.class.getName());
    private static final int PIECE = 16 * 1024;
    private static final long IDLE_NANOS = BodyReader.IDLE_LIMIT.toNanos();
    private static final long SLOW_NANOS = BodyReader.SLOW_LIMIT.toNanos();
    private static final long PAUSE_NANOS = BodyReader.PAUSE_LIMIT.toNanos();
    private static final long DISCARD_NANOS = BodyReader.DISCARD_LIMIT.toNanos();

    private enum State {
        /** Every piece is kept. */
        COLLECTING,
        /** The request is refused, which is said when the body ends or pauses; what comes is not kept. */
        REFUSED,
        /** The answer is out; what comes is not kept. */
        ANSWERED,
        /** Nothing is read any more. */
        OVER
    }

    private final Exchange exchange;
    private final BodyReader reader;
    private final int limit;
    private final HttpError excess;
    private final BodyReader.Consumer consumer;
    private final AtomicReference<State> state;
    private final CollectedBody body = new CollectedBody();
    private final long start = System.nanoTime();
    // Before the state is REFUSED or ANSWERED.
    private volatile HttpError refusal;
    private volatile long refused = start;
    private volatile long received;
    private volatile long latest = start;
    private volatile ScheduledFuture<?> check;
    private boolean released;
    private ServletInputStream in;
    private AsyncContext async;

    /** A body that {@code consumer} wants; one that is longer than {@code limit} is answered with {@code excess}. */
    IncomingBody(Exchange exchange, int limit, HttpError excess, BodyReader.Consumer consumer) {
        this(exchange, limit, excess, consumer, State.COLLECTING);
    }

    private IncomingBody(Exchange exchange, int limit, HttpError excess, BodyReader.Consumer consumer, State begin) {
        this.exchange = exchange;
        this.reader = exchange.filter().bodies();
        this.limit = limit;
        this.excess = excess;
        this.refusal = excess;
        this.consumer = consumer;
        this.state = new AtomicReference<>(begin);
    }

    /** A body that nobody wants. */
    private static IncomingBody unwanted(Exchange exchange, HttpError refusal, State begin) {
        return new IncomingBody(exchange, 0, refusal, nothing -> {}, begin);
    }

    /** Begins to read; the request is asynchronous from now on. */
    void collect() throws IOException {
        if (exchange.request().getAttribute(RequestContent.CONTINUE) instanceof Runnable proceed) {
            proceed.run();
        }
        listen();
    }

    /**
     * Ends the answer of a refused request and reads some of what is left of the body, without holding a thread; of one whose body was
     * too slow, nothing. Does nothing if there is nothing left.
     */
    static void discard(Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        boolean taken = RequestContent.isTaken(request);
        if ((taken && !RequestContent.isHttp1(request)) || !RequestContent.isOutstanding(request)) {
            return;
        }
        exchange.response().flushBuffer();
        if (taken || !RequestContent.isToBeDiscarded(request)) {
            // Tomcat would read the rest in the request's thread if the request were not asynchronous.
            exchange.startAsync().complete();
            return;
        }
        unwanted(exchange, new HttpError(413), State.ANSWERED).listen();
    }

    /**
     * Reads the body of a refused request without keeping it, until it ends or pauses, and answers then. Does nothing and returns false
     * where the answer may come first.
     */
    static boolean discardFirst(HttpServletRequest request, HttpError refusal) throws IOException {
        Exchange exchange = Exchange.of(request);
        if (exchange == null || !RequestContent.isToBeReadFirst(request)) {
            return false;
        }
        unwanted(exchange, refusal, State.REFUSED).listen();
        return true;
    }

    private void listen() throws IOException {
        RequestContent.setTaken(exchange.request());
        in = exchange.request().getInputStream();
        async = exchange.startAsync();
        async.addListener(this);
        schedule(left());
        reader.requests().add(this, exchange.request());
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (state.get() != State.OVER && in.isReady()) {
            int count = in.read(piece);
            if (count < 0) {
                // onAllDataRead comes next.
                return;
            }
            long all = received + count;
            received = all;
            latest = System.nanoTime();
            if (state.get() != State.COLLECTING) {
                if (all > BodyReader.MOST_DISCARDED) {
                    giveUp();
                }
            } else if (all > limit) {
                refuse(excess);
            } else if (!keep(piece, count)) {
                refuse(tooMany());
            }
        }
    }

    private static HttpError tooMany() {
        return new HttpError(503, "too many request bodies at once").withHeader("Retry-After", "1");
    }

    private synchronized boolean keep(byte[] piece, int count) {
        if (released) {
            return true;
        }
        boolean room = reader.reserve(count, body.length());
        if (room) {
            body.add(piece, count);
        }
        return room;
    }

    private synchronized void release() {
        if (!released) {
            released = true;
            reader.release(body.length());
        }
    }

    @Override
    public void onAllDataRead() {
        RequestContent.setRead(exchange.request());
        if (end(State.COLLECTING)) {
            exchange.resume(async, () -> {
                try {
                    consumer.accept(body);
                } finally {
                    release();
                }
            });
        } else {
            giveUp();
        }
    }

    @Override
    public void onError(Throwable cause) {
        LOG.log(Level.DEBUG, "the body broke off: {0}", cause);
        if (end(State.COLLECTING)) {
            if (!answer(new HttpError(400))) {
                complete();
            }
        } else {
            giveUp();
        }
    }

    /** Refuses the request before the body has come to its end; what follows is thrown away. */
    private void refuse(HttpError error) throws IOException {
        refusal = error;
        refused = System.nanoTime();
        boolean http1 = RequestContent.isHttp1(exchange.request());
        boolean discards = RequestContent.isToBeDiscarded(exchange.request());
        if (!state.compareAndSet(State.COLLECTING, http1 ? State.ANSWERED : State.REFUSED)) {
            return;
        }
        release();
        boolean ends = http1 && answer(error);
        if (!http1 || discards) {
            check.cancel(false);
            schedule(left());
        } else if (end(State.ANSWERED) && !ends) {
            complete();
        }
    }

    /** Sends an error; true if the request ends by itself when it has been sent. */
    private boolean answer(HttpError error) {
        try {
            boolean ends = !RequestContent.isToBeDiscarded(exchange.request());
            exchange.filter().refuse(exchange, error);
            if (!ends) {
                // Not closed: Tomcat would close the request's body, too.
                exchange.response().flushBuffer();
            }
            return ends;
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "the client left before its answer", e);
            return false;
        }
    }

    /** Whether this call is the one that ends the state: nothing is read any more. */
    private boolean end(State last) {
        if (!state.compareAndSet(last, State.OVER)) {
            return false;
        }
        check.cancel(false);
        reader.requests().remove(this);
        return true;
    }

    /** Answers with an error if the answer is not out yet, and reads nothing any more. */
    private void end(HttpError error) {
        if (end(State.COLLECTING) || end(State.REFUSED)) {
            release();
            exchange.resume(async, () -> {
                throw error;
            });
        } else if (end(State.ANSWERED)) {
            complete();
        }
    }

    /** How many bytes a nanosecond came in on average: the slowest go first. */
    @Override
    public double rank(long now) {
        return (received + 1.0) / Math.max(1, now - start);
    }

    @Override
    public void giveUp() {
        end(state.get() == State.COLLECTING ? tooMany() : refusal);
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the container has ended the request already", e);
        }
    }

    private void schedule(long nanos) {
        check = reader.timer().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    /** How many nanoseconds are left until it has taken too long. */
    private long left() {
        long now = System.nanoTime();
        long pause = latest + PAUSE_NANOS - now;
        long discard = refused + DISCARD_NANOS - now;
        long slow = start + SLOW_NANOS + TimeUnit.SECONDS.toNanos(received / BodyReader.SLOWEST_RATE) - now;
        return switch (state.get()) {
            case COLLECTING -> Math.min(latest + IDLE_NANOS - now, slow);
            case REFUSED -> Math.min(pause, discard);
            case ANSWERED, OVER -> discard;
        };
    }

    /** Called by the timer: ends what takes too long. */
    private void check() {
        long left = left();
        if (state.get() == State.OVER) {
            return;
        }
        if (left > 0) {
            schedule(left);
        } else {
            end(state.get() == State.COLLECTING ? new HttpError(408) : refusal);
        }
    }

    /** Whatever became of the request, nothing is held for it any longer. */
    @Override
    public void onComplete(AsyncEvent event) {
        state.set(State.OVER);
        check.cancel(false);
        reader.requests().remove(this);
        release();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}
}
