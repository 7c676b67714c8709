package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request's body up to a limit. When it cannot be read to its end it throws, and knows which error tells the client why. */
public final class LimitedBody extends InputStream {
    private static final Logger LOG = System.getLogger(LimitedBody.class.getName());
    private static final String LEFTOVER = LimitedBody.class.getName() + ".leftover";
    private static final long MOST_LEFTOVER = 64 << 20;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

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
        request.setAttribute(LEFTOVER, true);
        // There is more, so the connection is of no use for a next request.
        return new HttpError(413, "Request body exceeds " + limit + " bytes").withHeader("Connection", "close");
    }

    /** Whether {@link #skipLeftover} has something to do. */
    static boolean hasLeftover(HttpServletRequest request) {
        return request.getAttribute(LEFTOVER) != null;
    }

    /**
     * Sends the answer, and reads some of what was too much after it: many clients look for an answer only after they have sent
     * everything, and a connection that is closed before takes the answer with it. Who asked first whether to send (100-continue) has
     * not begun.
     */
    static void skipLeftover(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(LEFTOVER) == null || request.isAsyncStarted() || request.getHeader("Expect") != null) {
            return;
        }
        response.flushBuffer();
        long end = System.nanoTime() + MOST_NANOS;
        byte[] piece = new byte[16 << 10];
        try {
            InputStream in = request.getInputStream();
            int got = 0;
            for (long left = MOST_LEFTOVER; left > 0 && got >= 0 && System.nanoTime() < end; left -= got) {
                got = in.read(piece);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client is gone, or sends nothing: {0}", e.getMessage());
        }
    }
}
