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
 * while after the answer: many clients look for an answer only when they have sent everything, and closing a connection with
 * unread data takes the answer with it. The container calls the listener by one thread at a time, the timer calls {@link #check}.
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
        /** The answer is out; what comes is not kept. */
        DISCARDING,
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
    private volatile HttpError refusal;
    private boolean released;
    private ServletInputStream in;
    private AsyncContext async;
    private volatile long received;
    private volatile long latest = start;
    private volatile long discardedSince = start;
    private volatile ScheduledFuture<?> check;

    /** A body that {@code consumer} wants; one that is longer than {@code limit} is answered with {@code excess}. */
    IncomingBody(Exchange exchange, int limit, HttpError excess, BodyReader.Consumer consumer) {
        this(exchange, limit, excess, consumer, State.COLLECTING);
    }

    private IncomingBody(Exchange exchange, int limit, HttpError excess, BodyReader.Consumer consumer, State begin) {
        this.exchange = exchange;
        this.reader = exchange.filter().bodies();
        this.limit = limit;
        this.excess = excess;
        this.consumer = consumer;
        this.state = new AtomicReference<>(begin);
    }

    /** Begins to read; the request is asynchronous from now on. */
    void collect() throws IOException {
        if (exchange.request().getAttribute(RequestContent.CONTINUE) instanceof Runnable proceed) {
            proceed.run();
        }
        listen(IDLE_NANOS);
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
        new IncomingBody(exchange, 0, new HttpError(413), nothing -> {}, State.DISCARDING).listen(DISCARD_NANOS);
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
        IncomingBody body = new IncomingBody(exchange, Integer.MAX_VALUE, refusal, nothing -> {
            throw refusal;
        });
        body.refusal = refusal;
        body.listen(PAUSE_NANOS);
        return true;
    }

    private void listen(long firstCheck) throws IOException {
        RequestContent.setTaken(exchange.request());
        in = exchange.request().getInputStream();
        async = exchange.startAsync();
        async.addListener(this);
        schedule(firstCheck);
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
            if (state.get() == State.DISCARDING) {
                if (all > BodyReader.MOST_DISCARDED) {
                    stopDiscarding();
                }
            } else if (refusal != null) {
                if (all > BodyReader.MOST_DISCARDED) {
                    end(refusal);
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
        if (refusal != null) {
            end(refusal);
        } else if (end(State.COLLECTING)) {
            exchange.resume(async, () -> {
                try {
                    consumer.accept(body);
                } finally {
                    release();
                }
            });
        } else {
            stopDiscarding();
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
            stopDiscarding();
        }
    }

    /** Answers before the body has come to its end; what follows is thrown away. */
    private void refuse(HttpError error) throws IOException {
        if (!RequestContent.isHttp1(exchange.request())) {
            release();
            discardedSince = System.nanoTime();
            refusal = error;
            check.cancel(false);
            schedule(PAUSE_NANOS);
            return;
        }
        boolean discards = RequestContent.isToBeDiscarded(exchange.request());
        discardedSince = System.nanoTime();
        if (discards ? !state.compareAndSet(State.COLLECTING, State.DISCARDING) : !end(State.COLLECTING)) {
            return;
        }
        check.cancel(false);
        release();
        boolean ends = answer(error);
        if (discards) {
            schedule(DISCARD_NANOS);
        } else if (!ends) {
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

    private void stopDiscarding() {
        if (end(State.DISCARDING)) {
            complete();
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

    /** Gives the request another answer than its consumer's. */
    private void end(HttpError error) {
        if (end(State.COLLECTING)) {
            release();
            exchange.resume(async, () -> {
                throw error;
            });
        }
    }

    /** How many bytes a nanosecond came in on average: the slowest go first. */
    @Override
    public double rank(long now) {
        return (received + 1.0) / Math.max(1, now - start);
    }

    @Override
    public void giveUp() {
        end(refusal != null ? refusal : tooMany());
        stopDiscarding();
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

    /** Called by the timer: ends what takes too long. */
    private void check() {
        long now = System.nanoTime();
        switch (state.get()) {
            case COLLECTING -> {
                if (refusal != null) {
                    long left = Math.min(latest + PAUSE_NANOS, discardedSince + DISCARD_NANOS) - now;
                    if (left > 0) {
                        schedule(left);
                    } else {
                        end(refusal);
                    }
                    return;
                }
                long slowest = SLOW_NANOS + TimeUnit.SECONDS.toNanos(received / BodyReader.SLOWEST_RATE);
                long left = Math.min(latest + IDLE_NANOS - now, start + slowest - now);
                if (left > 0) {
                    schedule(left);
                } else {
                    end(new HttpError(408));
                }
            }
            case DISCARDING -> {
                if (discardedSince + DISCARD_NANOS - now > 0) {
                    schedule(discardedSince + DISCARD_NANOS - now);
                } else {
                    stopDiscarding();
                }
            }
            case OVER -> {}
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
