package org.gatehouse.handler;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.cluster.Nodes;
import org.gatehouse.feedback.JsonMembers;

/**
 * Reaches the cluster's nodes through the handler of this one, which has the certificate for that and passes on the calls of
 * disk transfers, and no others. A call that the node itself refuses fails as if this process had asked it.
 */
public final class RelayedNodes implements Nodes {
    private static final String METHOD = "transfer_relay";
    private static final byte[] END = "}]".getBytes(StandardCharsets.US_ASCII);

    private final NodeCalls handler;

    /** The handler is lent. */
    public RelayedNodes(NodeCalls handler) {
        this.handler = handler;
    }

    @Override
    public NodeCalls node(String name) {
        return new Relayed(handler, name);
    }

    private record Relayed(NodeCalls handler, String name) implements NodeCalls {
        @Override
        public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
            List<InputStream> parts = List.of(
                    new ByteArrayInputStream(beginning(request.method())),
                    request.body(),
                    new ByteArrayInputStream(END));
            InputStream body = new SequenceInputStream(Collections.enumeration(parts));
            handler.call(new NodeRequest(request.id(), METHOD, request.caller(), body), listener);
        }

        /** The arguments up to where the call's own come in. */
        private byte[] beginning(String method) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("node", name);
            members.put("method", method);
            String object = new String(JsonMembers.write(members), StandardCharsets.US_ASCII);
            String open = object.substring(0, object.length() - 1);
            return ("[" + open + ",\"args\":").getBytes(StandardCharsets.US_ASCII);
        }

        /** Nothing is kept for one node. */
        @Override
        public void close() {}
    }
}
