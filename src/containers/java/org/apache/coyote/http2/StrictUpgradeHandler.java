package org.apache.coyote.http2;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.gatehouse.container.Authority;

/**
 * HTTP/2 as Tomcat speaks it, with every {@code :authority} and {@code host} that RFC 9110 allows: Tomcat refuses underscores. If a request has both,
 * they have to be the same host and port (RFC 9113, 8.3.1). Tomcat gets another name that it takes, and the request the real one. One connection.
 */
public class StrictUpgradeHandler extends Http2AsyncUpgradeHandler {
    private static final String ACCEPTED = "localhost";
    /** There is no HTTP/2 without TLS here. */
    private static final int DEFAULT_PORT = 443;

    private static final Field INPUT_BUFFER = findInputBuffer();

    /** The fields of the header that is being read. */
    private RequestFields fields;

    /** Made for each connection. */
    protected StrictUpgradeHandler(
            Http2Protocol protocol, Adapter adapter, Request request, SocketWrapperBase<?> socket) {
        super(protocol, adapter, request, socket);
    }

    @Override
    public HpackDecoder.HeaderEmitter headersStart(int streamId, boolean endOfStream)
            throws Http2Exception, IOException {
        HpackDecoder.HeaderEmitter receiver = super.headersStart(streamId, endOfStream);
        fields = null;
        // Trailers come this way, too, when the request has its name already.
        if (receiver instanceof Stream stream
                && stream.getCoyoteRequest().serverName().isNull()) {
            fields = new RequestFields(stream);
            replaceBody(stream);
            return fields;
        }
        return receiver;
    }

    private static Field findInputBuffer() {
        try {
            Field buffer = Stream.class.getDeclaredField("inputBuffer");
            buffer.setAccessible(true);
            return buffer;
        } catch (NoSuchFieldException e) {
            throw new LinkageError("gatehouse-container.jar does not know this version of Tomcat", e);
        }
    }

    private void replaceBody(Stream stream) {
        ReceivedBody body = new ReceivedBody(stream, this, stream.getInputBuffer());
        try {
            INPUT_BUFFER.set(stream, body);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        stream.getCoyoteRequest().setInputBuffer(body);
    }

    @Override
    public ByteBuffer startRequestBodyFrame(int streamId, int dataLength, boolean endOfStream) throws Http2Exception {
        Stream stream = getStream(streamId);
        if (stream != null && stream.getInputBuffer() instanceof ReceivedBody body) {
            body.expect(dataLength);
        }
        return super.startRequestBodyFrame(streamId, dataLength, endOfStream);
    }

    @Override
    public void headersEnd(int streamId, boolean endOfStream) throws Http2Exception {
        if (fields != null) {
            fields.setServerName();
            fields = null;
        }
        super.headersEnd(streamId, endOfStream);
    }

    /** Tomcat resets a stream whose body ends too early: not one that has its answer, whose client has a reason to end it. */
    @Override
    public void receivedEndOfStream(int streamId) throws Http2Exception {
        try {
            super.receivedEndOfStream(streamId);
        } catch (StreamException e) {
            Stream stream = getStream(streamId);
            if (stream == null || !stream.getCoyoteRequest().getResponse().isCommitted()) {
                throw e;
            }
        }
    }

    /** Passes the fields of a request on to Tomcat. */
    private static final class RequestFields implements HpackDecoder.HeaderEmitter {
        private final Stream stream;
        private Authority authority;

        RequestFields(Stream stream) {
            this.stream = stream;
        }

        @Override
        public void emitHeader(String name, String value) throws HpackException {
            if (!name.equals(":authority") && !name.equals("host")) {
                stream.emitHeader(name, value);
                return;
            }
            Optional<Authority> given = Authority.parse(value);
            if (given.isEmpty() || (authority != null && !authority.isSame(given.get(), DEFAULT_PORT))) {
                stream.setHeaderException(new StreamException(
                        "no valid host, or two different ones", Http2Error.PROTOCOL_ERROR, stream.getIdAsInt()));
                return;
            }
            authority = given.get();
            stream.emitHeader(name, ACCEPTED);
        }

        @Override
        public void setHeaderException(StreamException failure) {
            stream.setHeaderException(failure);
        }

        @Override
        public void validateHeaders() throws StreamException {
            stream.validateHeaders();
        }

        void setServerName() {
            if (authority != null) {
                Request request = stream.getCoyoteRequest();
                request.serverName().setString(authority.host());
                if (authority.port() != 0) {
                    request.setServerPort(authority.port());
                }
            }
        }
    }
}
