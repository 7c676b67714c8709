package org.gatehouse.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Map;

/**
 * Where the body of an asynchronous answer is written to without waiting (Servlet 6.0, section 5.7): the container's stream. A container
 * whose stream is slow at this may offer a shorter way, as the request's attribute {@value #ATTRIBUTE}: a {@link WritableByteChannel}
 * that takes everything there is, sends what the connection takes at once, and keeps the rest for it. Whether more can be written,
 * the stream knows in either case. One thread at a time.
 */
public final class BodyOutput {
    /** The name that the container's side knows, too. */
    public static final String ATTRIBUTE = "org.gatehouse.body";

    /** Request attribute by which a container says that a write may block as long as the client's socket is full. */
    public static final String MAY_BLOCK = "org.gatehouse.body.may-block";

    private final ServletOutputStream stream;
    private final WritableByteChannel offered;
    private final boolean mayBlock;

    private BodyOutput(ServletOutputStream stream, WritableByteChannel offered, boolean mayBlock) {
        this.stream = stream;
        this.offered = offered;
        this.mayBlock = mayBlock;
    }

    /** Where the answer's body goes. */
    public static BodyOutput of(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return new BodyOutput(
                response.getOutputStream(),
                request.getAttribute(ATTRIBUTE) instanceof WritableByteChannel offered ? offered : null,
                request.getAttribute(MAY_BLOCK) != null);
    }

    /**
     * Has the end of an answer of unknown length be told over HTTP/1.1 in any case. Containers end it by closing where the connection
     * will not be used again, and the client cannot tell that from a cut answer. With trailers, even none, it is sent in chunks.
     */
    public static void makeEndVisible(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().equals("HTTP/1.1")) {
            response.setTrailerFields(Map::of);
        }
    }

    /** Has somebody told when something can be written. */
    public void setWriteListener(WriteListener listener) {
        stream.setWriteListener(listener);
    }

    /** Whether something can be written; if not, the listener is told when it can. */
    public boolean isReady() {
        return stream.isReady();
    }

    /** Writes the beginning of an array, of which nothing is needed afterwards; only after {@link #isReady()} has said yes. */
    public void write(byte[] bytes, int length) throws IOException {
        if (offered == null) {
            stream.write(bytes, 0, length);
            return;
        }
        // The stream knows when an answer has been ended by the container, whose channel may serve another one by now.
        if (!stream.isReady()) {
            throw new IllegalStateException("not asked whether something can be written");
        }
        offered.write(ByteBuffer.wrap(bytes, 0, length));
    }

    /** Whether the container may hold the thread that writes. */
    boolean mayBlock() {
        return mayBlock;
    }

    /**
     * To be called after the last write, like a write. Such a container also waits, when the answer is completed, for what it kept back:
     * once it is ready again after this, nothing is left.
     */
    void finish() throws IOException {
        if (mayBlock) {
            stream.flush();
        }
    }

    /** Sends what the container may have kept back; like a write. */
    public void flush() throws IOException {
        stream.flush();
    }
}
