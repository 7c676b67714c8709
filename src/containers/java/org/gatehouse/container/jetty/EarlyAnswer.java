package org.gatehouse.container.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;

/**
 * A stream of HTTP/2 whose answer may be complete before the client has ended its request, as with a {@code Content-Length} of 0 and an
 * END_STREAM that comes later. Jetty then resets the stream as if the answer had been given up; clients are to get NO_ERROR
 * (RFC 9113, section 8.1).
 */
final class EarlyAnswer extends HttpStream.Wrapper {
    private static final String COMPLETE = EarlyAnswer.class.getName();
    private static final MetaData.Request WITHOUT_LENGTH =
            new MetaData.Request("POST", HttpURI.from("/"), HttpVersion.HTTP_2, HttpFields.EMPTY);

    private final HTTP2Session session;

    EarlyAnswer(HttpStream stream, HTTP2Session session) {
        super(stream);
        this.session = session;
    }

    /**
     * Lets a client end its request with less than its {@code Content-Length} once the answer is complete, as curl does with a body that
     * is refused. Jetty would reset the stream and drop what of the answer the client has not taken yet.
     */
    static final class ShortRequests implements HTTP2Session.FrameListener {
        @Override
        public void onIncomingFrame(Session session, Frame frame) {
            if (frame instanceof DataFrame data
                    && data.isEndStream()
                    && session.getStream(data.getStreamId()) instanceof HTTP2Stream stream
                    && stream.getAttribute(COMPLETE) != null) {
                // All that Jetty does with a second request header is to replace the length that it expects.
                stream.process(new HeadersFrame(stream.getId(), WITHOUT_LENGTH, null, false), Callback.NOOP);
            }
        }
    }

    @Override
    public void send(
            MetaData.Request request, MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (last && stream() instanceof HTTP2Stream stream) {
            stream.setAttribute(COMPLETE, true);
        }
        super.send(request, response, last, content, callback);
    }

    @Override
    public void succeeded() {
        Stream stream = stream();
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

    private Stream stream() {
        return session.getStream(Integer.parseInt(getId()));
    }
}
