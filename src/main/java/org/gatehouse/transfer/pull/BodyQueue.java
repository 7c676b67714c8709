package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer's body for a thread that reads it, with a limit on silence. What comes ahead of the reader is bounded by what is
 * asked for. One thread reads; any thread may close.
 */
final class BodyQueue implements BodySubscriber<BodyQueue>, AutoCloseable {
    /** How many deliveries, of 16 KiB or so, may wait. */
    private static final int AHEAD = 64;

    private static final List<ByteBuffer> END = List.of();

    private final BlockingQueue<List<ByteBuffer>> queue = new LinkedBlockingQueue<>();
    private final CompletableFuture<BodyQueue> self = CompletableFuture.completedFuture(this);
    private Flow.Subscription subscription;
    private boolean closed;
    private volatile Throwable failure;

    private List<ByteBuffer> current = List.of();
    private int next;
    private boolean ended;

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return self;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        synchronized (this) {
            this.subscription = subscription;
            if (!closed) {
                subscription.request(AHEAD);
                return;
            }
        }
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        if (!item.isEmpty()) {
            queue.add(item);
        } else {
            ask();
        }
    }

    @Override
    public void onError(Throwable throwable) {
        failure = throwable;
        queue.add(END);
    }

    @Override
    public void onComplete() {
        queue.add(END);
    }

    private synchronized void ask() {
        if (subscription != null && !closed) {
            subscription.request(1);
        }
    }

    /** Reads what is there into the buffer, at least one byte; -1 at the end. Fails after so long a silence. */
    int read(ByteBuffer into, Duration idle) throws IOException, InterruptedException {
        int before = into.position();
        while (into.hasRemaining()) {
            if (next == current.size() && !advance(into.position() == before, idle)) {
                break;
            }
            ByteBuffer from = current.get(next);
            int length = Math.min(from.remaining(), into.remaining());
            into.put(into.position(), from, from.position(), length);
            into.position(into.position() + length);
            from.position(from.position() + length);
            if (!from.hasRemaining()) {
                next++;
            }
        }
        int count = into.position() - before;
        return count == 0 && ended ? -1 : count;
    }

    private boolean advance(boolean wait, Duration idle) throws IOException, InterruptedException {
        if (ended) {
            return false;
        }
        List<ByteBuffer> item = wait ? queue.poll(idle.toMillis(), TimeUnit.MILLISECONDS) : queue.poll();
        if (item == null) {
            if (wait) {
                throw new IOException("nothing came for " + Retries.seconds(idle.toMillis()));
            }
            return false;
        }
        if (item.isEmpty()) {
            if (failure != null) {
                // Left there for whoever reads again; what came before it is given first.
                queue.add(item);
                if (!wait) {
                    return false;
                }
                throw new IOException(Failures.text(failure), failure);
            }
            ended = true;
            return false;
        }
        current = item;
        next = 0;
        ask();
        return true;
    }

    @Override
    public void close() {
        Flow.Subscription subscribed;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            subscribed = subscription;
        }
        if (subscribed != null) {
            subscribed.cancel();
        }
        if (failure == null) {
            failure = new IOException("closed");
        }
        queue.add(END);
    }
}
