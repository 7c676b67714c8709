package org.gatehouse.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What can be known of a request's body without waiting for it. */
final class RequestContent {
    /**
     * Set by a container that does not send {@code 100 Continue} by itself when a body is read without blocking: a {@link Runnable} that
     * does.
     */
    static final String CONTINUE = "org.gatehouse.continue";

    private static final String TAKEN = RequestContent.class.getName() + ".taken";
    private static final String READ = RequestContent.class.getName() + ".read";
    private static final int PIECE = 8 * 1024;

    private RequestContent() {}

    /** Whether the request has a body, or may have one. */
    static boolean isPossible(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return length > 0;
        }
        if (isHttp1(request)) {
            return request.getHeader("Transfer-Encoding") != null;
        }
        // Over HTTP/2 only the container knows. Asking for the stream would make it tell the client to continue.
        return isAwaited(request) || !request.getInputStream().isFinished();
    }

    /** Whether the client waits to be told before it sends a body of unknown length. */
    static boolean isAwaitedInChunks(HttpServletRequest request) {
        return isAwaited(request) && request.getHeader("Transfer-Encoding") != null;
    }

    /** Whether the client waits to be told before it sends the body. */
    static boolean isAwaited(HttpServletRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader("Expect"))
                && !request.getProtocol().equals("HTTP/1.0");
    }

    /** Remembers that somebody reads the body without blocking. */
    static void setTaken(HttpServletRequest request) {
        request.setAttribute(TAKEN, true);
    }

    /** Whether somebody reads the body without blocking, or has done so. */
    static boolean isTaken(HttpServletRequest request) {
        return request.getAttribute(TAKEN) != null;
    }

    /** Remembers that the body was read to its end. */
    static void setRead(HttpServletRequest request) {
        request.setAttribute(READ, true);
    }

    /** Whether some of the body is still to come. What is here of it already is read, if that may be all. */
    static boolean isOutstanding(HttpServletRequest request) throws IOException {
        if (request.getAttribute(READ) != null || !isPossible(request)) {
            return false;
        }
        if (!isTaken(request) && !isAwaited(request) && skipBuffered(request)) {
            setRead(request);
            return false;
        }
        return true;
    }

    /**
     * Whether what is left of a refused request's body is read after the answer, so that the answer arrives. Over HTTP/2 it is read
     * before the answer; a client that waits to be told sends nothing.
     */
    static boolean isToBeDiscarded(HttpServletRequest request) throws IOException {
        return isHttp1(request) && (isTaken(request) || !isAwaited(request)) && isOutstanding(request);
    }

    /**
     * Whether a refused request's body is read before the answer, as over HTTP/2. Jetty would reset the stream with the answer, and Java's
     * client then waits for ever to send the rest; Tomcat counts what arrives for such a stream as abuse, and closes the connection.
     */
    static boolean isToBeReadFirst(HttpServletRequest request) throws IOException {
        return !isHttp1(request) && !isAwaited(request) && !isTaken(request) && isOutstanding(request);
    }

    /** Whether the request came over HTTP/1. */
    static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1");
    }

    private static boolean skipBuffered(HttpServletRequest request) throws IOException {
        long left = request.getContentLengthLong();
        if (left < 0 || left > PIECE || !isHttp1(request)) {
            return false;
        }
        ServletInputStream in = request.getInputStream();
        while (left > 0 && in.available() > 0) {
            left -= Math.max(0, in.read(new byte[(int) left]));
        }
        return left == 0;
    }

    /**
     * To be called before a refusal is sent: a connection whose request has not been read to its end is of no use for a next request,
     * and the client has to know.
     */
    static void announceClose(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isHttp1(request) && isOutstanding(request)) {
            response.setHeader("Connection", "close");
        }
    }
}
