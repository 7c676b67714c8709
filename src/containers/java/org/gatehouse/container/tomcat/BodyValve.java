package org.gatehouse.container.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;

/**
 * Offers the application a shorter way for bodies that are written without waiting over HTTP/1.1, as the request's attribute
 * {@value #ATTRIBUTE}. Tomcat's own stream cuts what it gets into small pieces, keeps the end of it back, and can be written to again only
 * after another thread has found the connection writable, which it was all the time. What is offered pushes the end out, too.
 *
 * <p>The attribute {@value #CONTINUE} is for requests with {@code Expect: 100-continue}: a {@link Runnable} that tells the client to
 * send its body. Tomcat does so by itself only at once, for every request, or before a read that blocks. {@value #MEMORY} is the heap
 * that a request takes while it waits. One instance serves all threads.
 */
public final class BodyValve extends ValveBase {
    /** The name that the application knows, too. */
    static final String ATTRIBUTE = "org.gatehouse.body";
    /** The name that the application knows, too. */
    static final String CONTINUE = "org.gatehouse.continue";

    /** The name that the application knows, too. */
    static final String MAY_BLOCK = "org.gatehouse.body.may-block";

    /** The name that the application knows, too. */
    static final String MEMORY = "org.gatehouse.memory";

    /** What a connection takes with TLS, its buffers and a request whose body was asked for. */
    private static final int BYTES_OF_CONNECTION = 192 << 10;

    /** What a request takes over HTTP/2: the objects of its stream, and what it shares with others. */
    private static final int BYTES_OF_STREAM = 64 << 10;

    /** Made by Tomcat. */
    public BodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if ("HTTP/1.1".equals(request.getProtocol())) {
            request.setAttribute(ATTRIBUTE, new Body(response.getCoyoteResponse()));
        }
        boolean http2 = "HTTP/2.0".equals(request.getProtocol());
        if (http2) {
            // Tomcat waits in a write as long as the connection's socket is full.
            request.setAttribute(MAY_BLOCK, true);
        }
        request.setAttribute(MEMORY, http2 ? BYTES_OF_STREAM : BYTES_OF_CONNECTION);
        if (request.getCoyoteRequest().hasExpectation()) {
            request.setAttribute(
                    CONTINUE, (Runnable) () -> proceed(request.getCoyoteRequest(), response.getCoyoteResponse()));
        }
        getNext().invoke(request, response);
    }

    private static void proceed(org.apache.coyote.Request request, org.apache.coyote.Response response) {
        response.action(ActionCode.ACK, ContinueResponseTiming.ON_REQUEST_BODY_READ);
        if (request.protocol().equals("HTTP/2.0")) {
            // Tomcat would say it again when the body is read, and Java's client would take that for the answer.
            request.setExpectation(false);
        }
    }

    /** The body of the answer that is being given; whoever writes has to know that it still is. */
    private record Body(org.apache.coyote.Response response) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            response.doWrite(bytes);
            response.action(ActionCode.CLIENT_FLUSH, null);
            if (response.isExceptionPresent()) {
                throw new IOException(response.getErrorException());
            }
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Whoever answers the request ends the body.
        }
    }
}
