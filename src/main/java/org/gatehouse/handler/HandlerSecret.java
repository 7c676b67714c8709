package org.gatehouse.handler;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.cluster.ClusterSecret;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.Feedback;

/** The cluster domain secret, which never leaves the handler: that signs and verifies. */
public final class HandlerSecret implements ClusterSecret {
    private static final String CALLER = "Gatehouse itself";

    private final NodeCalls handler;
    private final Duration limit;

    /**
     * @param handler lent
     * @param limit how long an answer may take
     */
    public HandlerSecret(NodeCalls handler, Duration limit) {
        this.handler = handler;
        this.limit = limit;
    }

    @Override
    public Signature sign(String text) throws IOException {
        if (call("transfer_sign", text) instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof String mac
                && pair.get(1) instanceof String salt) {
            return new Signature(mac, salt);
        }
        throw new IOException("the handler's signature is none");
    }

    @Override
    public boolean verify(String text, String mac, String salt) throws IOException {
        if (call("transfer_verify", text, mac, salt) instanceof Boolean verdict) {
            return verdict;
        }
        throw new IOException("the handler's verdict on a signature is none");
    }

    /** The payload of the answer. */
    private Object call(String method, String... arguments) throws IOException {
        Answer answer = new Answer(new CompletableFuture<>());
        ByteArrayInputStream body = new ByteArrayInputStream(HandlerJson.texts(arguments));
        try {
            handler.call(new NodeRequest(UUID.randomUUID().toString(), method, CALLER, body), answer);
            byte[] bytes = answer.bytes().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (HandlerJson.read(bytes) instanceof List<?> parts
                    && parts.size() == 2
                    && parts.get(0) instanceof Boolean success) {
                if (success) {
                    return parts.get(1);
                }
                throw new IOException("the handler failed: " + parts.get(1));
            }
            throw new IOException("the handler's answer is none");
        } catch (NodeCallException e) {
            throw new IOException(e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("the handler has not answered within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while the handler works");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private record Answer(CompletableFuture<byte[]> bytes) implements NodeCallListener {
        @Override
        public void started() {}

        @Override
        public void told(Feedback feedback) {}

        @Override
        public void ended(byte[] answer) {
            bytes.complete(answer);
        }

        @Override
        public void failed(NodeCallException cause) {
            bytes.completeExceptionally(cause);
        }
    }
}
