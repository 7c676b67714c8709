package org.gatehouse.noderpc;

import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.http.Answer;
import org.gatehouse.http.BodyAnswer;
import org.gatehouse.http.DeferredAnswer;
import org.gatehouse.http.ErrorForm;
import org.gatehouse.http.HttpError;

/** What the resources work with: makes calls, knows those that were made, and lets others follow them. */
public final class Calls implements AutoCloseable {
    private static final int TIDY_SECONDS = 30;

    private final NodeCalls node;
    private final int bodyLimit;
    private final CallRegistry registry;
    private final FeedbackStreams streams;
    private final ScheduledFuture<?> tidying;

    /**
     * Wires it.
     *
     * @param node the operations of this node; lent
     * @param bodyLimit how long a call's body may be
     * @param timer lent, for the streams' heartbeats
     */
    public Calls(NodeCalls node, int bodyLimit, ScheduledExecutorService timer) {
        this(node, bodyLimit, timer, Instant::now, System::nanoTime);
    }

    Calls(
            NodeCalls node,
            int bodyLimit,
            ScheduledExecutorService timer,
            Supplier<Instant> clock,
            LongSupplier nanoClock) {
        this.node = Objects.requireNonNull(node);
        this.bodyLimit = bodyLimit;
        this.registry = new CallRegistry(clock);
        this.streams = new FeedbackStreams(timer, nanoClock);
        this.tidying = timer.scheduleWithFixedDelay(registry::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
    }

    /** Makes the call that a request asks for as soon as its body is read. Throws {@link HttpError} if there is no room for it. */
    Answer make(String method, String caller, HttpServletRequest request) {
        if (FeedbackOptions.wanted(request)) {
            streams.checkRoom();
        }
        return new BodyAnswer(bodyLimit, body -> make(method, caller, request, body.stream()));
    }

    private Answer make(String method, String caller, HttpServletRequest request, InputStream body) {
        boolean streamed = FeedbackOptions.wanted(request);
        if (streamed) {
            streams.checkRoom();
        }
        NodeCall call = registry.begin(method, caller);
        Answer answer = streamed ? stream(call, request) : plain(call);
        try {
            node.call(new NodeRequest(call.id(), method, caller, body), call);
        } catch (NodeCallException e) {
            call.failed(e);
            throw NodeErrors.toHttp(e);
        } catch (RuntimeException e) {
            call.failed(new NodeCallException(Reason.CRASHED, "the call could not be made", e));
            throw e;
        }
        return answer;
    }

    /** The feedback of a call, from where it stands to its end. */
    Answer follow(String id, HttpServletRequest request) {
        streams.checkRoom();
        return stream(find(id), request);
    }

    private static Answer plain(NodeCall call) {
        PlainReply reply = new PlainReply();
        call.follow(reply);
        return new DeferredAnswer(reply.answer(), ErrorForm.LINE);
    }

    private Answer stream(NodeCall call, HttpServletRequest request) {
        FeedbackStream stream = new FeedbackStream(streams, call, FeedbackOptions.of(request));
        call.follow(stream);
        return new DeferredAnswer(stream.beginning(), ErrorForm.LINE);
    }

    /** The call of this name, or {@link HttpError} 404. */
    NodeCall find(String id) {
        return registry.find(id).orElseThrow(() -> new HttpError(404, "no such call, or it ended long ago"));
    }

    List<NodeCall> all() {
        return registry.all();
    }

    /** How many calls are under way. */
    public int running() {
        return registry.running();
    }

    /** How many streams of feedback are open. */
    public int streams() {
        return streams.count();
    }

    /** Stops looking after the streams; the calls themselves are the node's. */
    @Override
    public void close() {
        tidying.cancel(false);
        streams.close();
    }
}
