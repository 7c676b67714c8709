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
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.Feedback;

/** Short calls of this process itself to the handler, which is lent. Blocks, up to the limit. For any number of threads. */
final class HandlerQuestions {
    private static final String CALLER = "Gatehouse itself";

    private final NodeCalls handler;
    private final Duration limit;

    HandlerQuestions(NodeCalls handler, Duration limit) {
        this.handler = handler;
        this.limit = limit;
    }

    /** The payload of the answer. */
    Object ask(String method, String... arguments) throws IOException {
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
