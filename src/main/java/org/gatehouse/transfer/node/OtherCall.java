package org.gatehouse.transfer.node;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.http.Json;

/** A call that a call makes, and waits for. */
final class OtherCall implements NodeCallListener {
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    private OtherCall() {}

    /** What the node answers; its refusal becomes an {@link IOException}. */
    static Object make(NodeCalls calls, String method, InputStream body, Duration limit)
            throws NodeCallException, IOException, InterruptedException {
        OtherCall call = new OtherCall();
        calls.call(new NodeRequest(UUID.randomUUID().toString(), method, "transfers", body), call);
        try {
            byte[] bytes = call.answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (Json.read(bytes).map(Json.Parsed::value).orElse(null) instanceof List<?> pair && pair.size() == 2) {
                if (Boolean.TRUE.equals(pair.get(0))) {
                    return pair.get(1);
                }
                throw new IOException(String.valueOf(pair.get(1)));
            }
            throw new IOException(method + " was answered with something else than an answer");
        } catch (TimeoutException e) {
            throw new NodeCallException(NodeCallException.Reason.LOST, method + " is not answered", e);
        } catch (ExecutionException e) {
            NodeCallException cause = (NodeCallException) e.getCause();
            throw new NodeCallException(cause.reason(), cause.getMessage(), cause);
        }
    }

    @Override
    public void started() {}

    @Override
    public void told(Feedback feedback) {}

    @Override
    public void ended(byte[] bytes) {
        answer.complete(bytes);
    }

    @Override
    public void failed(NodeCallException cause) {
        answer.completeExceptionally(cause);
    }
}
