package org.gatehouse.remote;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.FeedbackReader;

/**
 * One call on its way. What is heard of it comes from the client's threads and from the timer; the lock lets one of them at a
 * time tell the listener.
 */
final class RemoteCall
        implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void>, FeedbackReader.Listener {
    /** The media type of a stream of messages. */
    static final String STREAM = "application/x-ganeti-rpc-stream";

    private static final System.Logger LOG = System.getLogger(RemoteCall.class.getName());
    private static final int OK = 200;
    private static final int LARGEST_ANSWER = 256 << 20;
    private static final int LONGEST_EXCUSE = 4096;
    private static final String LOST = "connection lost, outcome unknown";

    private final RemoteNodes nodes;
    private final NodeCallListener listener;
    private final Duration limit;
    private final Duration silence;
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream(512);
    private final FeedbackReader stream = new FeedbackReader(LARGEST_ANSWER, this);
    private final ReentrantLock lock = new ReentrantLock();
    private final long begin = System.nanoTime();
    private CompletableFuture<HttpResponse<Void>> exchange;
    private Future<?> alarm;
    private Flow.Subscription subscription;
    private HttpHeaders headers;
    private int status;
    private boolean streamed;
    private boolean started;
    private boolean over;
    private long heard;

    /** {@code limit} is for all of a plain call, {@code silence} for each pause in a streamed one. */
    RemoteCall(RemoteNodes nodes, NodeCallListener listener, Duration limit, Duration silence) {
        this.nodes = nodes;
        this.listener = listener;
        this.limit = limit;
        this.silence = silence;
    }

    void start(HttpClient client, HttpRequest request) throws NodeCallException {
        nodes.begin(this);
        lock.lock();
        try {
            watch();
            exchange = client.sendAsync(request, this);
            var unused = exchange.whenComplete((response, failure) -> {
                if (failure != null) {
                    broken(failure);
                }
            });
        } finally {
            if (exchange == null) {
                release();
            }
            lock.unlock();
        }
    }

    /** Fails the call; its work goes on. */
    void abandon() {
        locked(() -> giveUp("Gatehouse stopped before the call ended, outcome unknown"));
    }

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo response) {
        locked(() -> {
            status = response.statusCode();
            headers = response.headers();
            streamed = status == OK
                    && headers.firstValue("Content-Type")
                            .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                            .filter(STREAM::equals)
                            .isPresent();
            heard = System.nanoTime();
            watch();
        });
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        locked(() -> subscription = newSubscription);
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        locked(() -> {
            heard = System.nanoTime();
            pieces.forEach(this::take);
            subscription.request(1);
        });
    }

    @Override
    public void onError(Throwable failure) {
        locked(() -> broken(failure));
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        locked(() -> {
            release();
            if (streamed) {
                stream.end();
                stream.fault().ifPresent(fault -> LOG.log(Level.WARNING, "a node''s feedback is odd: {0}", fault));
                last(() -> listener.failed(new NodeCallException(Reason.LOST, LOST, null)));
            } else if (status == OK) {
                start();
                last(() -> listener.ended(plain.toByteArray()));
            } else {
                Reason reason = Refusals.reason(status, headers);
                String message = Refusals.message(status, plain.toString(StandardCharsets.UTF_8));
                last(() -> listener.failed(new NodeCallException(reason, message, null)));
            }
        });
        body.complete(null);
    }

    @Override
    public void started(String method, String call) {
        start();
    }

    @Override
    public void told(Feedback feedback) {
        if (started && !over) {
            tell(() -> listener.told(feedback));
        }
    }

    @Override
    public void dropped(long count) {
        LOG.log(Level.DEBUG, "{0} messages were too much for this reader", count);
    }

    @Override
    public void result(byte[] answer) {
        start();
        byte[] line = Arrays.copyOf(answer, answer.length + 1);
        line[answer.length] = '\n';
        last(() -> listener.ended(line));
    }

    private void take(ByteBuffer bytes) {
        if (streamed) {
            stream.read(bytes);
            return;
        }
        int most = status == OK ? LARGEST_ANSWER : LONGEST_EXCUSE;
        if (bytes.remaining() > most - plain.size()) {
            if (status == OK) {
                giveUp("the answer exceeds " + LARGEST_ANSWER + " bytes");
            }
            return;
        }
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        plain.writeBytes(piece);
    }

    /** Looks again when the call has taken, or has been silent for, as long as it may. */
    private void watch() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        long due = streamed ? heard + silence.toNanos() : begin + limit.toNanos();
        alarm = nodes.timer().schedule(this::alarm, due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void alarm() {
        locked(() -> {
            if (!streamed) {
                giveUp("no answer within " + limit.toSeconds() + " s, outcome unknown");
            } else if (System.nanoTime() - heard < silence.toNanos()) {
                watch();
            } else {
                giveUp("nothing heard for " + silence.toSeconds() + " s, outcome unknown");
            }
        });
    }

    private void broken(Throwable failure) {
        locked(() -> {
            release();
            NodeCallException cause =
                    status == 0 ? Refusals.of(failure) : new NodeCallException(Reason.LOST, LOST, failure);
            last(() -> listener.failed(cause));
        });
    }

    /** Ends the exchange before its time. */
    private void giveUp(String message) {
        release();
        last(() -> listener.failed(new NodeCallException(Reason.LOST, message, null)));
        exchange.cancel(true);
    }

    private void release() {
        alarm.cancel(false);
        nodes.ended(this);
    }

    private void start() {
        if (!started && !over) {
            started = true;
            tell(listener::started);
        }
    }

    /** The last word; the first one counts. */
    private void last(Runnable word) {
        if (!over) {
            over = true;
            tell(word);
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** One listener that throws must not take the others down with it. */
    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the listener of a node call failed", e);
        }
    }
}
