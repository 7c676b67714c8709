package org.gatehouse.remote;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;

/** The operations of one node over HTTPS. */
final class RemoteNodeCalls implements NodeCalls {
    private static final int LARGEST_BODY = 64 << 20;
    private static final String STREAM_WANTED = RemoteCall.STREAM + ";v=1, application/json;q=0.5";

    private final RemoteNodes nodes;
    private final String host;
    private final int port;
    private final FeedbackWish wish;

    /** {@code wish} may be null. */
    RemoteNodeCalls(RemoteNodes nodes, String host, int port, FeedbackWish wish) {
        this.nodes = nodes;
        this.host = host;
        this.port = port;
        this.wish = wish;
    }

    @Override
    public void call(NodeRequest request, NodeCallListener listener) throws NodeCallException {
        byte[] body = read(request);
        Duration limit = nodes.limits().of(request.method(), body);
        RemoteCall call = new RemoteCall(nodes, listener, limit, wish == null ? limit : wish.silence());
        HttpRequest.Builder http = HttpRequest.newBuilder(address(request.method()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (wish != null) {
            http.header("Accept", STREAM_WANTED).header("Ganeti-Feedback", wish.header());
        } else {
            http.header("Accept", "*/*");
        }
        call.start(nodes.client(), http.build());
    }

    /** The connections belong to the {@link RemoteNodes}. */
    @Override
    public void close() {}

    private URI address(String method) throws NodeCallException {
        try {
            return new URI("https", null, host, port, "/" + method, null, null);
        } catch (URISyntaxException e) {
            throw new NodeCallException(Reason.UNREACHABLE, host + " is no host's name", e);
        }
    }

    private static byte[] read(NodeRequest request) throws NodeCallException {
        try {
            byte[] body = request.body().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw new NodeCallException(Reason.TOO_LARGE, "the body exceeds " + LARGEST_BODY + " bytes", null);
            }
            return body;
        } catch (IOException e) {
            throw new NodeCallException(Reason.BAD_REQUEST, "the request's body broke off", e);
        }
    }
}
