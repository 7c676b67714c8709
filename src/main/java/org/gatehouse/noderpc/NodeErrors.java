package org.gatehouse.noderpc;

import java.nio.charset.StandardCharsets;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.http.HttpError;

/** The one place where a call's failure becomes something to send. */
final class NodeErrors {
    private static final byte[] LOST =
            "[false, \"Error while executing backend function: handler lost\"]\n".getBytes(StandardCharsets.US_ASCII);

    private NodeErrors() {}

    /** For a caller who has been told nothing yet. */
    static HttpError toHttp(NodeCallException failure) {
        String message = failure.getMessage();
        return switch (failure.reason()) {
            case UNKNOWN_METHOD -> new HttpError(404, message);
            case FORBIDDEN -> new HttpError(403, message);
            case BAD_REQUEST -> new HttpError(400, message).withHeader("Connection", "close");
            case TOO_LARGE -> new HttpError(413, message).withHeader("Connection", "close");
            case BUSY -> new HttpError(503, message).withHeader("Retry-After", "1");
            case UNREACHABLE -> new HttpError(503, message);
            case CRASHED, LOST -> new HttpError(500, message);
        };
    }

    /** What stands for the answer of a call that was begun and will have none. */
    static byte[] lostAnswer() {
        return LOST.clone();
    }
}
