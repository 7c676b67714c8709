package org.gatehouse.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.LogLine;
import org.gatehouse.feedback.Progress;

/** Writes down what a listener hears. */
public final class HeardCall implements NodeCallListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    @Override
    public void started() {
        heard.add("started");
    }

    @Override
    public void told(Feedback feedback) {
        if (feedback instanceof Progress progress) {
            heard.add(progress.item() + " " + (long) progress.done());
        } else if (feedback instanceof LogLine line) {
            heard.add(line.message());
        }
    }

    @Override
    public void ended(byte[] bytes) {
        heard.add("ended");
        answer.complete(bytes);
    }

    @Override
    public void failed(NodeCallException cause) {
        heard.add("failed");
        answer.completeExceptionally(cause);
    }

    /** What was heard, in its order. */
    public List<String> heard() {
        return heard;
    }

    /** The answer, once it is there. */
    public String answer() {
        return new String(answer.join(), StandardCharsets.UTF_8);
    }

    /** The failure, once it is there. */
    public NodeCallException failure() {
        try {
            throw new AssertionError("answered: " + answer());
        } catch (CompletionException e) {
            return (NodeCallException) e.getCause();
        }
    }
}
