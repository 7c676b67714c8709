package org.gatehouse.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.ProgressDisplay;

/** The command behind {@code deploy/node-call}: one call of one node, with its progress. */
public final class NodeCallCommand {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NO_ANSWER = 3;

    private final PrintStream out;
    private final PrintStream err;
    private final ProgressDisplay display;
    private volatile boolean over;

    NodeCallCommand(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.display = new ProgressDisplay(err, terminal);
    }

    /** Runs the command and exits with its status. The property {@code gatehouse.terminal} says whether to draw a bar. */
    public static void main(String[] arguments) {
        NodeCallCommand command = new NodeCallCommand(System.out, System.err, Boolean.getBoolean("gatehouse.terminal"));
        Runtime.getRuntime().addShutdownHook(new Thread(command::interrupted));
        int status = command.run(List.of(arguments), System.in);
        command.over = true;
        System.exit(status);
    }

    private void interrupted() {
        if (!over) {
            display.end();
            err.println("node-call: interrupted; what the node has begun goes on");
        }
    }

    int run(List<String> arguments, InputStream in) {
        CommandOptions options;
        try {
            options = new CommandOptions(arguments);
        } catch (CommandOptions.UsageException e) {
            err.println("node-call: " + e.getMessage() + " (node-call --help lists the options)");
            return WRONG_USAGE;
        }
        if (options.help()) {
            out.print(CommandOptions.USAGE);
            return SUCCESS;
        }
        try (InputStream body = options.body(in);
                RemoteNodes nodes = new RemoteNodes(options.files())) {
            return report(call(nodes, options, body), options);
        } catch (IOException e) {
            err.println("node-call: cannot read the arguments: " + e);
            return WRONG_USAGE;
        } catch (NodeCallException e) {
            display.end();
            err.println("node-call: " + options.host() + ": " + e.getMessage());
            return NO_ANSWER;
        }
    }

    private byte[] call(RemoteNodes nodes, CommandOptions options, InputStream body) throws NodeCallException {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        NodeCalls node = options.plain()
                ? nodes.plainNode(options.host(), options.port())
                : nodes.node(options.host(), options.port(), options.wish());
        node.call(
                new NodeRequest(UUID.randomUUID().toString(), options.method(), "node-call", body),
                new Listener(answer, options.quiet()));
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeCallException(NodeCallException.Reason.LOST, "interrupted, outcome unknown", e);
        } catch (ExecutionException e) {
            throw (NodeCallException) e.getCause();
        }
    }

    private int report(byte[] bytes, CommandOptions options) {
        display.end();
        Optional<NodeAnswer> answer = NodeAnswer.read(bytes);
        if (answer.isEmpty()) {
            err.println("node-call: " + options.host() + " answered with something else than a node's answer");
            return NO_ANSWER;
        }
        boolean success = answer.get().success();
        if (options.raw()) {
            out.println(new String(bytes, StandardCharsets.UTF_8).strip());
        } else if (success) {
            out.println(answer.get().payload());
        }
        if (!success && !options.raw()) {
            err.println("node-call: " + options.method() + " failed: "
                    + answer.get().payload());
        }
        out.flush();
        return success ? SUCCESS : FAILURE;
    }

    private final class Listener implements NodeCallListener {
        private final CompletableFuture<byte[]> answer;
        private final boolean quiet;

        Listener(CompletableFuture<byte[]> answer, boolean quiet) {
            this.answer = answer;
            this.quiet = quiet;
        }

        @Override
        public void started() {}

        @Override
        public void told(Feedback feedback) {
            if (!quiet) {
                display.show(feedback);
            }
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
}
