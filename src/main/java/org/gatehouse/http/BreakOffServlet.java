package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Serial;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Ends an answer that has begun and cannot be finished. Dispatching to a servlet that throws is the one way that both
 * containers turn into a visible break over HTTP/1.1 and HTTP/2; throwing in place, or closing, looks like a clean end in
 * some of the four.
 */
public final class BreakOffServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Where the servlet is mapped: everywhere, since requests from outside never get past the {@link ListenerFilter} to it. */
    public static final String MAPPING = "/*";

    private static final String PATH = "/.break-off";

    private static final Logger LOG = System.getLogger(BreakOffServlet.class.getName());

    static void breakOff(HttpServletRequest request, RuntimeException cause) {
        LOG.log(Level.WARNING, "answer broken off: {0}", cause.getMessage());
        breakOff(request.startAsync());
    }

    /** Ends an answer that way if nobody else will end it. */
    static void breakOffIfAsync(HttpServletRequest request) {
        if (request.isAsyncStarted()) {
            breakOff(request.getAsyncContext());
        }
    }

    /** Ends an asynchronous answer that way. */
    public static void breakOff(AsyncContext async) {
        async.dispatch(PATH);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        throw new ServletException("the answer could not be produced to its end");
    }
}
