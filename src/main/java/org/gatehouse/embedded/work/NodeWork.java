package org.gatehouse.embedded.work;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.LogLine;

/** Has the nodes do their part, and waits for it. For any number of threads. */
public final class NodeWork {
    private static final int MOST_NEWS = 256;
    private static final Duration TICK = Duration.ofMillis(50);

    private final Function<String, NodeCalls> nodes;
    private final Duration silence;

    /**
     * @param nodes the node of that name
     * @param silence how long a node may say nothing before its call counts as lost
     */
    public NodeWork(Function<String, NodeCalls> nodes, Duration silence) {
        this.nodes = nodes;
        this.silence = silence;
    }

    /** A call under way, and what is heard of it. */
    private static final class Heard implements NodeCallListener {
        private final BlockingQueue<Feedback> news = new ArrayBlockingQueue<>(MOST_NEWS);
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

        @Override
        public void started() {
            // Nothing depends on it: the answer is waited for in any case.
        }

        @Override
        public void told(Feedback feedback) {
            // Whoever cannot keep up misses some news, never the answer.
            news.offer(feedback);
        }

        @Override
        public void ended(byte[] bytes) {
            answer.complete(bytes);
        }

        @Override
        public void failed(NodeCallException cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** Has the node do it and returns what it answers; the node's failure becomes {@code OpExecError} after {@code text}. */
    Object call(Task task, Node node, String method, List<Object> args, String text) throws InterruptedException {
        return call(node, method, args, text, feedback -> logLine(task, feedback));
    }

    /** The same; news goes to {@code listener} on the calling thread. */
    Object call(Node node, String method, List<Object> args, String text, Consumer<Feedback> listener)
            throws InterruptedException {
        if (node.flags().offline()) {
            throw failure(text, "Node is marked offline");
        }
        return payload(await(start(node, method, args, text), text, listener), text);
    }

    /** Has several nodes do it at the same time; {@code text} has a place for the node's name. */
    void everywhere(Task task, List<Node> on, String method, List<Object> args, String text)
            throws InterruptedException {
        List<Heard> calls = new ArrayList<>();
        for (Node node : on) {
            if (node.flags().offline()) {
                throw failure(String.format(text, node.name()), "Node is marked offline");
            }
            calls.add(start(node, method, args, String.format(text, node.name())));
        }
        for (int i = 0; i < calls.size(); i++) {
            String of = String.format(text, on.get(i).name());
            payload(await(calls.get(i), of, feedback -> logLine(task, feedback)), of);
        }
    }

    private static void logLine(Task task, Feedback feedback) {
        if (feedback instanceof LogLine line) {
            task.log(line.logType(), line.message());
        }
    }

    private Heard start(Node node, String method, List<Object> args, String text) {
        Heard heard = new Heard();
        NodeRequest request =
                new NodeRequest(Site.newUuid(), method, "embedded", new ByteArrayInputStream(JsonText.write(args)));
        try {
            nodes.apply(node.name()).call(request, heard);
        } catch (NodeCallException e) {
            throw failure(text, e.getMessage());
        }
        return heard;
    }

    private byte[] await(Heard heard, String text, Consumer<Feedback> listener) throws InterruptedException {
        long last = System.nanoTime();
        while (true) {
            Feedback news = heard.news.poll();
            if (news != null) {
                last = System.nanoTime();
                listener.accept(news);
            } else if (heard.answer.isDone()) {
                return answer(heard, text);
            } else if (System.nanoTime() - last > silence.toNanos()) {
                throw failure(text, "the node has been silent for " + Texts.seconds((double) silence.toSeconds()));
            } else {
                pause(heard);
            }
        }
    }

    private static void pause(Heard heard) throws InterruptedException {
        try {
            heard.answer.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Either way the caller looks again.
        }
    }

    private static byte[] answer(Heard heard, String text) throws InterruptedException {
        try {
            return heard.answer.get();
        } catch (ExecutionException e) {
            throw failure(text, e.getCause().getMessage());
        }
    }

    private static Object payload(byte[] answer, String text) {
        List<Object> pair;
        try {
            pair = Values.list(JsonText.read(answer));
        } catch (IOException e) {
            throw failure(text, "the answer is no JSON");
        }
        if (!Boolean.TRUE.equals(pair.get(0))) {
            throw failure(text, Texts.plain(pair.get(1)));
        }
        return pair.get(1);
    }

    private static ClusterException failure(String text, String why) {
        return Refusal.execution(text + ": " + why);
    }
}
