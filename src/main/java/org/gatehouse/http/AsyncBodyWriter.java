package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes the body of one answer without waiting for its reader, and completes the request. A body that cannot be produced to its end,
 * or whose reader takes nothing for too long, is broken off so that the reader can tell. One thread at a time works on it: whoever finds
 * another one at work leaves a signal.
 */
final class AsyncBodyWriter implements WriteListener, AsyncListener {
    private static final Logger LOG = System.getLogger(AsyncBodyWriter.class.getName());

    private enum State {
        /** No thread is at work. The container calls when more can be written. */
        BLOCKED,
        /** A thread is at work, or about to be. */
        WRITING,
        /** A thread is at work and must look once more before it leaves. */
        SIGNALLED,
        /** The request is complete, or was broken off. */
        OVER
    }

    private final AnswerWriters writers;
    private final BodyProducer producer;
    private final int ownMemory;
    private final AtomicReference<State> state = new AtomicReference<>(State.BLOCKED);
    private volatile AsyncContext async;
    private volatile String connection = "";
    private volatile int memory;
    private volatile boolean exclusive;
    private volatile String stopping;
    private volatile boolean readerIsGone;
    // Since when the reader takes nothing; zero while a thread is at work.
    private volatile long blockedSince = nanoTime();
    // From here on, only for the thread at work.
    private BodyOutput out;
    private boolean written;

    /** Owns the producer from now on, which holds about {@code memory} bytes. */
    AsyncBodyWriter(AnswerWriters writers, BodyProducer producer, int memory) {
        this.writers = writers;
        this.producer = producer;
        this.ownMemory = memory;
    }

    /**
     * Sends a body that is in memory, whose headers are set. The request is complete when it has been sent: at once, or later if it is
     * asynchronous when this returns.
     */
    static void send(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        AnswerWriters writers = AnswerWriters.of(request).orElse(null);
        if (RequestContent.isToBeDiscarded(request)) {
            // The answer is followed by reading what is left of the body, which then ends the request.
            response.getOutputStream().write(body);
            return;
        }
        boolean isHead = request.getMethod().equals("HEAD");
        if (writers != null && !isHead && request.isAsyncSupported()) {
            new AsyncBodyWriter(writers, new OnePiece(body), body.length).begin(request, response);
            return;
        }
        if (!isHead) {
            response.getOutputStream().write(body);
        }
        if (request.isAsyncStarted()) {
            request.getAsyncContext().complete();
        }
    }

    /** Begins with the body; status and headers are set. */
    void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean begun = false;
        try {
            async = request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync(request, response);
            async.setTimeout(0);
            async.addListener(this);
            out = BodyOutput.of(request, response);
            exclusive = out.mayBlock();
            connection = request.getServletConnection().getConnectionId();
            memory = ownMemory + HeldRequests.memory(request);
            writers.opened(this);
            out.setWriteListener(this);
            begun = true;
        } catch (IllegalStateException e) {
            throw new IOException("the request is over already", e);
        } finally {
            if (!begun) {
                state.set(State.OVER);
                release();
            }
        }
    }

    @Override
    public void onWritePossible() {
        if (signal()) {
            writers.run(this);
        }
    }

    /** Whether the caller has to see to it that {@link #work} is called. */
    private boolean signal() {
        while (true) {
            State now = state.get();
            switch (now) {
                case BLOCKED -> {
                    if (state.compareAndSet(now, State.WRITING)) {
                        return true;
                    }
                }
                case WRITING -> {
                    if (state.compareAndSet(now, State.SIGNALLED)) {
                        return false;
                    }
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** Breaks it off, on another thread. */
    void stop(String why) {
        stopping = why;
        if (signal()) {
            writers.runLater(this);
        }
    }

    /** For how long the reader has taken nothing, in nanoseconds; zero while a thread is at work. */
    long blocked(long now) {
        long since = blockedSince;
        return since != 0 && state.get() == State.BLOCKED ? now - since : 0;
    }

    /** How many bytes the body's producer and the request take. */
    int memory() {
        return memory;
    }

    /** Which connection it writes to. */
    String connection() {
        return connection;
    }

    /** Whether the container may hold the thread that writes to the connection, so that no second one should. */
    boolean isExclusive() {
        return exclusive;
    }

    /** Writes what can be written now. */
    void work() {
        blockedSince = 0;
        while (!advance()) {
            blockedSince = nanoTime();
            if (state.compareAndSet(State.WRITING, State.BLOCKED)) {
                return;
            }
            blockedSince = 0;
            state.set(State.WRITING);
        }
        state.set(State.OVER);
    }

    /** True if all is over, false if nothing more can be written now. */
    @SuppressWarnings("ByteBufferBackingArray") // A producer's piece is an array from its start.
    private boolean advance() {
        try {
            while (stopping == null) {
                if (!out.isReady()) {
                    return false;
                }
                if (written) {
                    end(null);
                    return true;
                }
                ByteBuffer piece = producer.next();
                if (piece == null) {
                    written = true;
                    out.finish();
                } else {
                    out.write(piece.array(), piece.remaining());
                }
            }
            end(stopping);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the reader is gone", e);
            readerIsGone = true;
            end("the reader is gone");
        } catch (RuntimeException | OutOfMemoryError e) {
            end(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private void end(String fault) {
        release();
        try {
            if (fault == null || readerIsGone) {
                async.complete();
            } else {
                LOG.log(Level.WARNING, "answer broken off: {0}", fault);
                BreakOffServlet.breakOff(async);
            }
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the container ended the request already", e);
        }
    }

    private void release() {
        writers.closed(this);
        try {
            producer.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what an answer was made from cannot be closed", e);
        }
    }

    private static long nanoTime() {
        long now = System.nanoTime();
        return now == 0 ? 1 : now;
    }

    @Override
    public void onError(Throwable failure) {
        LOG.log(Level.DEBUG, "the reader is gone: {0}", failure);
        readerIsGone = true;
        stop("the reader is gone");
    }

    @Override
    public void onComplete(AsyncEvent event) {
        readerIsGone = true;
        stop("the container ended the request");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        stop("the container ended the request");
    }

    @Override
    public void onError(AsyncEvent event) {
        readerIsGone = true;
        stop("the reader is gone");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Only what is broken off is dispatched, and nothing is left to do then.
    }

    private static final class OnePiece implements BodyProducer {
        private ByteBuffer body;

        OnePiece(byte[] body) {
            this.body = ByteBuffer.wrap(body);
        }

        @Override
        public ByteBuffer next() {
            ByteBuffer next = body;
            body = null;
            return next;
        }

        @Override
        public void close() {
            body = null;
        }
    }
}
