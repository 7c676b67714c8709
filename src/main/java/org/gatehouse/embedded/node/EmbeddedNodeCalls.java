package org.gatehouse.embedded.node;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.embedded.json.JsonText;

/**
 * One node of the embedded cluster. Its calls have the names of Ganeti's where they do the same; disks are named by the path
 * of their file and whether all nodes share it. The threads belong to {@link EmbeddedNodes}.
 */
public final class EmbeddedNodeCalls implements NodeCalls {
    private final Map<String, Method> methods;
    private final Clock clock;
    private final Executor threads;

    /** What a call does; its result is a JSON value. */
    @FunctionalInterface
    private interface Method {
        Object run(Arguments arguments, Teller teller) throws IOException, InterruptedException;
    }

    EmbeddedNodeCalls(String name, NodeFiles files, Clock clock, Executor threads) {
        DiskFiles disks = new DiskFiles(name, files);
        this.clock = clock;
        this.threads = threads;
        this.methods = Map.of(
                "blockdev_create", (args, teller) -> disks.create(args),
                "blockdev_remove", (args, teller) -> disks.remove(args),
                "blockdev_grow", (args, teller) -> disks.grow(args),
                "blockdev_wipe", disks::wipe,
                "blockdev_rename", (args, teller) -> disks.rename(args),
                "blockdev_copy", disks::copy,
                "directory_remove", (args, teller) -> disks.removeDirectory(args),
                "instance_os_add", EmbeddedNodeCalls::addOs,
                "test_delay", EmbeddedNodeCalls::delay);
    }

    @Override
    public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
        Method method = methods.get(request.method());
        if (method == null) {
            throw new NodeCallException(
                    NodeCallException.Reason.UNKNOWN_METHOD, "no operation " + request.method() + " here", null);
        }
        Arguments arguments;
        try {
            arguments = new Arguments((List<?>) JsonText.read(request.body().readAllBytes()));
        } catch (IOException | ClassCastException e) {
            throw new NodeCallException(NodeCallException.Reason.BAD_REQUEST, "the arguments are no JSON list", e);
        }
        try {
            threads.execute(() -> run(method, arguments, listener));
        } catch (RejectedExecutionException e) {
            throw new NodeCallException(NodeCallException.Reason.BUSY, "too many calls are under way", e);
        }
    }

    private void run(Method method, Arguments arguments, NodeCallListener listener) {
        listener.started();
        try {
            listener.ended(answer(true, method.run(arguments, new Teller(listener, clock))));
        } catch (IOException e) {
            listener.ended(answer(false, e.getMessage()));
        } catch (InterruptedException e) {
            listener.failed(new NodeCallException(NodeCallException.Reason.LOST, "the node was shut down", e));
        } catch (RuntimeException e) {
            listener.failed(new NodeCallException(NodeCallException.Reason.CRASHED, "the call failed unforeseen", e));
        }
    }

    private static byte[] answer(boolean success, Object payload) {
        byte[] json = JsonText.write(Arrays.asList(success, payload));
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static Object addOs(Arguments arguments, Teller teller) {
        teller.line("There is no virtual machine: the scripts of '" + arguments.text(1) + "' are not run for "
                + arguments.text(0));
        return null;
    }

    private static Object delay(Arguments arguments, Teller teller) throws InterruptedException {
        double total = arguments.fraction(0);
        long end = System.nanoTime() + (long) (total * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            Thread.sleep(Math.max(1, Math.min(left / 1_000_000, 1000)));
            double done = Math.min(total, total - (end - System.nanoTime()) / 1e9);
            teller.progress("", "", "seconds", done, total);
        }
        return null;
    }

    @Override
    public void close() {
        // The threads are not its own.
    }
}
