package org.gatehouse.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the bodies of a service's requests without holding a thread while they arrive, and bounds what they may take: memory, time,
 * and how much is read of a body that nobody wants. For any number of threads.
 */
public final class BodyReader {
    /** How long a client may send nothing of a body. */
    static final Duration IDLE_LIMIT = Duration.ofSeconds(20);
    /** How long a body may take that comes in slower than {@link #SLOWEST_RATE}. */
    static final Duration SLOW_LIMIT = Duration.ofSeconds(60);
    /** Bytes a second that a body has to come in with on average once {@link #SLOW_LIMIT} has passed. */
    static final int SLOWEST_RATE = 1024;
    /** How long the rest of an unwanted body is read, so that the client can send it and then finds the answer. */
    static final Duration DISCARD_LIMIT = Duration.ofSeconds(10);
    /** How long a body that is read before it is refused may pause. */
    static final Duration PAUSE_LIMIT = Duration.ofMillis(250);
    /** How many bytes are read of that rest. */
    static final long MOST_DISCARDED = 64L << 20;

    /** The content of bodies being read, all together, takes this part of the heap at most. */
    private static final int PART_OF_HEAP = 4;

    /** The connections on which bodies are being read take this part of the heap at most. */
    private static final int REQUESTS_PART_OF_HEAP = 6;

    private final ScheduledExecutorService timer;
    private final long memory;
    private final AtomicLong held = new AtomicLong();
    private final HeldRequests requests;

    /** {@code timer} is lent. */
    public BodyReader(ScheduledExecutorService timer) {
        this(timer, Runtime.getRuntime().maxMemory());
    }

    BodyReader(ScheduledExecutorService timer, long heap) {
        this.timer = Objects.requireNonNull(timer);
        this.memory = heap / PART_OF_HEAP;
        this.requests = new HeldRequests(heap / REQUESTS_PART_OF_HEAP);
    }

    /** What is done with a body. */
    @FunctionalInterface
    public interface Consumer {
        /** Takes the whole body. What it throws becomes the request's answer. */
        void accept(CollectedBody body) throws IOException, ServletException;
    }

    /**
     * Reads the request's body and gives it to {@code consumer}: at once if there is none, else later on a thread of the container,
     * while this method returns at once and the request is asynchronous. A client that asked for it is told to send its body.
     * A body that cannot be read is answered here.
     *
     * @param request one that has passed an {@link AnswerFilter}, possibly wrapped since
     * @throws HttpError 413 if the request says that its body is longer than {@code limit}
     */
    public static void read(HttpServletRequest request, int limit, Consumer consumer)
            throws IOException, ServletException {
        read(request, limit, new HttpError(413, "Request body exceeds " + limit + " bytes"), consumer);
    }

    /** The same, with {@code excess} as the answer to a body that is longer than {@code limit}. */
    static void read(HttpServletRequest request, int limit, HttpError excess, Consumer consumer)
            throws IOException, ServletException {
        if (request.getContentLengthLong() > limit || (limit == 0 && RequestContent.isAwaitedInChunks(request))) {
            throw excess;
        }
        Exchange exchange = Exchange.of(request);
        if (RequestContent.isPossible(exchange.request())) {
            new IncomingBody(exchange, limit, excess, consumer).collect();
        } else {
            consumer.accept(new CollectedBody());
        }
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Whether there is memory for more bytes of a body that has {@code own} already. One body alone may always go on. */
    boolean reserve(int bytes, int own) {
        long all = held.addAndGet(bytes);
        if (all <= memory || all == own + (long) bytes) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void release(int bytes) {
        held.addAndGet(-bytes);
    }

    /** The requests whose bodies are being read. If there are too many, the slowest is given up. */
    HeldRequests requests() {
        return requests;
    }
}
