package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request's body up to a limit. When it cannot be read to its end it throws, and knows which error tells the client why. */
public final class LimitedBody extends InputStream {
    /** So much of a body that is too long is read and thrown away, and so long. */
    private static final long LEFTOVER = 8 << 20;

    private static final long LEFTOVER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final HttpServletRequest request;
    private final int limit;
    private long count;
    private HttpError fault;

    /** Fails with {@link HttpError} 413 if the body says that it is longer than {@code limit}. */
    public LimitedBody(HttpServletRequest request, int limit) {
        this.request = request;
        this.limit = limit;
        if (request.getContentLengthLong() > limit) {
            throw tooLong();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got;
        try {
            got = request.getInputStream().read(target, offset, length);
        } catch (IOException e) {
            boolean late = e instanceof SocketTimeoutException || e.getCause() instanceof TimeoutException;
            fault = new HttpError(late ? 408 : 400).withHeader("Connection", "close");
            throw e;
        }
        count += Math.max(0, got);
        if (count > limit) {
            fault = tooLong();
            throw new IOException("the body is too long", fault);
        }
        return got;
    }

    /** What to tell the client after reading failed; {@code otherwise} if reading did not fail. */
    public HttpError faultOr(HttpError otherwise) {
        return fault == null ? otherwise : fault;
    }

    private HttpError tooLong() {
        skipLeftover();
        // There may be more, so the connection is of no use for a next request.
        return new HttpError(413, "Request body exceeds " + limit + " bytes").withHeader("Connection", "close");
    }

    /**
     * Many clients look for an answer only after they have sent everything, and a connection that is closed before takes the answer
     * with it. Who asked first whether to send (100-continue) has not begun.
     */
    private void skipLeftover() {
        if (request.getHeader("Expect") != null && count == 0) {
            return;
        }
        long end = System.nanoTime() + LEFTOVER_NANOS;
        byte[] piece = new byte[16 << 10];
        try {
            InputStream in = request.getInputStream();
            int got = 0;
            for (long left = LEFTOVER; left > 0 && got >= 0 && System.nanoTime() < end; left -= got) {
                got = in.read(piece);
            }
        } catch (IOException e) {
            // Then the client is gone, or waits: the answer stays the same.
        }
    }
}
