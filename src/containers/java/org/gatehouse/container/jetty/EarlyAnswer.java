package org.gatehouse.container.jetty;

import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.server.HttpStream;

/**
 * A stream of HTTP/2 whose answer may be complete before the client has ended its request, as with a {@code Content-Length} of 0 and an
 * END_STREAM that comes later. Jetty then resets the stream as if the answer had been given up; clients are to get NO_ERROR
 * (RFC 9113, section 8.1).
 */
final class EarlyAnswer extends HttpStream.Wrapper {
    private final HTTP2Session session;

    EarlyAnswer(HttpStream stream, HTTP2Session session) {
        super(stream);
        this.session = session;
    }

    @Override
    public void succeeded() {
        Stream stream = session.getStream(Integer.parseInt(getId()));
        if (stream == null || stream.isClosed()) {
            super.succeeded();
        } else {
            super.failed(CONTENT_NOT_CONSUMED);
        }
    }

    @Override
    public void failed(Throwable failure) {
        // Jetty wraps its own mark and then does not know it.
        super.failed(failure.getCause() == CONTENT_NOT_CONSUMED ? CONTENT_NOT_CONSUMED : failure);
    }
}
