package org.gatehouse.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;

/** A node whose operations do what the test says, when the test says it; or refuse. */
public final class ScriptedNode implements NodeCalls {
    /** A call that waits for the test to tell its listener what happens; each character of the body is a byte of it. */
    public record Taken(NodeRequest request, String body, NodeCallListener listener) {}

    private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
    private final Map<String, Reason> refusals = new ConcurrentHashMap<>();

    /** Calls of this method are not begun. */
    public void refuse(String method, Reason reason) {
        refusals.put(method, reason);
    }

    /** The next call, within some seconds. */
    public Taken take() throws InterruptedException {
        Taken next = taken.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("no call came");
        }
        return next;
    }

    @Override
    public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
        String body;
        try {
            body = new String(request.body().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new NodeCallException(Reason.BAD_REQUEST, "the body broke off", e);
        }
        Reason refusal = refusals.get(request.method());
        if (refusal != null) {
            throw new NodeCallException(refusal, "refused:\n" + refusal, null);
        }
        taken.add(new Taken(request, body, listener));
    }

    @Override
    public void close() {
        taken.clear();
    }
}
