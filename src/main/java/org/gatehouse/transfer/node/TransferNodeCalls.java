package org.gatehouse.transfer.node;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.http.Json;
import org.gatehouse.transfer.record.TransferId;

/**
 * A node's calls with those for transfers, which are carried out here; what must be done with the node's own rights, and
 * every other call, is left to the node's. Feedback names each disk, {@code disk/0}, and counts bytes.
 */
final class TransferNodeCalls implements NodeCalls {
    private static final Duration INNER_LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final NodeCalls inner;
    private final TransferNode node;
    private final Map<String, Method> methods;

    /** What a call does; its result is a JSON value. */
    @FunctionalInterface
    private interface Method {
        Object run(List<?> arguments, Teller teller) throws IOException, InterruptedException, NodeCallException;
    }

    TransferNodeCalls(String name, NodeCalls inner, TransferNode node) {
        this.name = name;
        this.inner = inner;
        this.node = node;
        this.methods = Map.of(
                "transfer_identity", (list, teller) -> node.listener().identity(name),
                "transfer_certify", (list, teller) -> node.listener().certify(Arguments.text(list, 0)),
                "transfer_prepare", (list, teller) -> prepare(list),
                "transfer_wait", (list, teller) -> node.sources().await(Arguments.only(list), teller),
                "transfer_key", (list, teller) -> key(list),
                "transfer_pull", (list, teller) -> node.pulls().pull(Arguments.only(list), teller, node.threads()),
                "transfer_cancel", (list, teller) -> cancel(list),
                "transfer_cleanup", (list, teller) -> clean(list));
    }

    @Override
    public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
        Method method = methods.get(request.method());
        boolean another = request.method().equals("transfer_prepare")
                && node.preparation().isEmpty();
        if (method == null || another) {
            inner.call(request, listener);
            return;
        }
        List<?> arguments;
        try {
            arguments = Arguments.read(request.body());
        } catch (IOException e) {
            throw new NodeCallException(Reason.BAD_REQUEST, text(e), e);
        }
        Teller teller = new Teller(listener);
        try {
            node.threads().execute(() -> run(method, arguments, teller));
        } catch (RejectedExecutionException e) {
            throw new NodeCallException(Reason.BUSY, "too many transfers are under way", e);
        }
    }

    private static void run(Method method, List<?> arguments, Teller teller) {
        teller.started();
        try {
            teller.ended(true, method.run(arguments, teller));
        } catch (IOException | IllegalArgumentException e) {
            teller.ended(false, text(e));
        } catch (NodeCallException e) {
            teller.failed(e);
        } catch (InterruptedException e) {
            teller.failed(new NodeCallException(Reason.LOST, "the node was shut down", e));
        } catch (RuntimeException e) {
            teller.failed(new NodeCallException(Reason.CRASHED, "the call failed unforeseen", e));
        }
    }

    /** What went wrong, for the caller: the system's messages alone do not say what they are about. */
    static String text(Exception e) {
        return e instanceof FileSystemException || e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Object prepare(List<?> list) throws IOException {
        return node.preparation().orElseThrow().prepare(Arguments.only(list));
    }

    private Object key(List<?> list) throws IOException {
        return node.keys().request(Arguments.checkedName(Arguments.text(list, 0)), Arguments.text(list, 1));
    }

    private Object cancel(List<?> list) throws IOException {
        node.pulls().cancel(Arguments.checkedName(Arguments.text(list, 0)));
        return null;
    }

    private Object clean(List<?> list) throws IOException, InterruptedException, NodeCallException {
        Arguments arguments = Arguments.only(list);
        List<TransferId> ids = SourceCalls.ids(arguments);
        for (String text : arguments.texts("names")) {
            node.pulls().clean(Arguments.checkedName(text));
        }
        // The records go first: a download that is broken off must not be able to begin again.
        if (node.preparation().isPresent()) {
            node.preparation().get().clean(ids, arguments.texts("instances")).forEach(node.sources()::forget);
        } else {
            OtherCall.make(inner, "transfer_cleanup", new ByteArrayInputStream(Json.bytes(list)), INNER_LIMIT);
        }
        ids.forEach(node.sources()::forget);
        node.pulls().cleanStale(Instant.now());
        return null;
    }

    /** Closes the node's own calls; the transfers belong to their {@link TransferNode}. */
    @Override
    public void close() {
        inner.close();
    }

    @Override
    public String toString() {
        return "transfers of " + name;
    }
}
