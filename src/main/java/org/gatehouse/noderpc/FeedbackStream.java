package org.gatehouse.noderpc;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.FeedbackQueue;
import org.gatehouse.http.Answer;
import org.gatehouse.http.BreakOffServlet;

/**
 * One reader's stream of messages about one call: news go into a queue at once and out of it as fast as the reader takes them,
 * one message after the other, each flushed. Nothing waits for the reader; one who takes nothing for a minute is given up.
 */
final class FeedbackStream implements NodeCallListener, Answer, WriteListener {
    private static final Logger LOG = System.getLogger(FeedbackStream.class.getName());
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();

    private final FeedbackStreams streams;
    private final NodeCall call;
    private final long heartbeat;
    private final FeedbackQueue queue;
    private final CompletableFuture<Answer> beginning = new CompletableFuture<>();
    // How often somebody wanted to write since the one who is writing last looked; who finds none before him writes.
    private final AtomicInteger wishes = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile AsyncContext async;
    private volatile boolean open;
    private volatile boolean quiet;
    // Times by the streams' clock. Blocked is zero while the reader takes what it gets, the alarm while nothing waits
    // for its time.
    private volatile long lastSent;
    private volatile long blocked;
    private volatile long alarm;
    // From here on, only for the one who writes.
    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private ServletOutputStream out;
    private boolean unflushed;

    FeedbackStream(FeedbackStreams streams, NodeCall call, FeedbackOptions options) {
        this.streams = streams;
        this.call = call;
        this.heartbeat = options.heartbeat().toNanos();
        this.queue = new FeedbackQueue(options.interval());
    }

    /** This, once the call has begun; fails if it does not. */
    CompletableFuture<Answer> beginning() {
        return beginning;
    }

    @Override
    public void started() {
        queue.start(call.method(), call.id());
        beginning.complete(this);
    }

    @Override
    public void told(Feedback feedback) {
        if (!closed.get()) {
            queue.offer(feedback);
            wake();
        }
    }

    @Override
    public void ended(byte[] answer) {
        queue.finish(answer);
        wake();
    }

    @Override
    public void failed(NodeCallException cause) {
        if (!beginning.completeExceptionally(NodeErrors.toHttp(cause))) {
            ended(NodeErrors.lostAnswer());
        }
    }

    /** Sets the headers of a stream of feedback. */
    static void setHeaders(HttpServletResponse response) {
        response.setHeader("Content-Type", FeedbackOptions.MEDIA_TYPE + ";v=1");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "Accept");
        response.setHeader("X-Accel-Buffering", "no");
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        async = request.getAsyncContext();
        setHeaders(response);
        out = response.getOutputStream();
        lastSent = streams.now();
        streams.opened(this);
        try {
            out.setWriteListener(this);
        } catch (IllegalStateException e) {
            // The request is over already; whoever called this ends it.
            end(() -> {});
            throw new IOException("the request is over", e);
        }
    }

    @Override
    public void onWritePossible() {
        open = true;
        write();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.log(Level.DEBUG, "the reader of call {0} is gone: {1}", call.id(), failure);
        close();
    }

    /** Has somebody else write what there is, if it can be written. */
    void wake() {
        if (open && !closed.get()) {
            streams.execute(this::write);
        }
    }

    /** Called every now and then: breaks a silence that was long enough, and gives up a reader who takes nothing. */
    void look() {
        long now = streams.now();
        long since = blocked;
        if (since != 0 && now - since >= PATIENCE) {
            streams.execute(this::giveUp);
        } else if (since == 0 && now - lastSent >= heartbeat) {
            quiet = true;
            wake();
        }
    }

    private void write() {
        if (wishes.getAndIncrement() != 0) {
            return;
        }
        int granted = 1;
        do {
            try {
                writeWhatIsPossible();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "the reader of call {0} cannot be written to: {1}", call.id(), e);
                close();
            }
            granted = wishes.addAndGet(-granted);
        } while (granted != 0);
    }

    private void writeWhatIsPossible() throws IOException {
        while (!closed.get()) {
            if (!out.isReady()) {
                // The container will say when it is.
                blocked = blocked == 0 ? streams.now() : blocked;
                return;
            }
            blocked = 0;
            if (!pieces.isEmpty()) {
                ByteBuffer piece = pieces.remove();
                unflushed = true;
                out.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else if (queue.isFinished()) {
                close();
            } else if (!takeNext()) {
                return;
            }
        }
    }

    private boolean takeNext() {
        List<ByteBuffer> next = queue.poll();
        if (next.isEmpty() && quiet) {
            next = queue.heartbeat();
        }
        quiet = false;
        if (next.isEmpty()) {
            queue.untilDue().ifPresent(this::wakeIn);
            return false;
        }
        lastSent = streams.now();
        pieces.addAll(next);
        return true;
    }

    private void wakeIn(Duration pause) {
        long time = streams.now() + pause.toNanos();
        long other = alarm;
        if (other == 0 || time - other < 0) {
            alarm = time;
            streams.schedule(this::alarmed, pause);
        }
    }

    private void alarmed() {
        alarm = 0;
        wake();
    }

    private void giveUp() {
        end(() -> {
            LOG.log(Level.INFO, "the reader of call {0} took nothing for a minute and is given up", call.id());
            BreakOffServlet.breakOff(async);
        });
    }

    private void close() {
        end(async::complete);
    }

    private void end(Runnable ending) {
        if (closed.compareAndSet(false, true)) {
            streams.closed(this);
            call.leave(this);
            try {
                ending.run();
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "the container ended it already", e);
            }
        }
    }
}
