package org.gatehouse.noderpc;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.http.Answer;
import org.gatehouse.http.BytesAnswer;

/** What a caller gets who did not ask for feedback: the answer as the node gave it, when it is there. */
final class PlainReply implements NodeCallListener {
    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json", "Vary", "Accept");

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void started() {
        // The caller will see it when it ends.
    }

    @Override
    public void told(Feedback feedback) {
        // Not asked for.
    }

    @Override
    public void ended(byte[] bytes) {
        answer.complete(new BytesAnswer(HEADERS, bytes));
    }

    @Override
    public void failed(NodeCallException cause) {
        answer.completeExceptionally(NodeErrors.toHttp(cause));
    }
}
