package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/**
 * Continues the handling of a request that was asynchronous for a while, on a thread of the container. Within the dispatch a request
 * may become asynchronous again, and both containers treat failures as they do in the first pass. Requests from outside do not
 * reach the servlet, because the {@link ListenerFilter} answers them.
 */
public final class ContinuationServlet extends HttpServlet {
    /** Where the servlet is mapped. */
    public static final String MAPPING = "/.continue";

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String STEP = ContinuationServlet.class.getName() + ".step";

    /** What is left to do for a request. */
    @FunctionalInterface
    public interface Step {
        /** Handles the rest of the request. */
        void run() throws IOException, ServletException;
    }

    /** Has the container run {@code step} as soon as no other of its threads works for the request. Returns at once. */
    public static void dispatch(AsyncContext async, HttpServletRequest request, Step step) {
        request.setAttribute(STEP, step);
        async.dispatch(MAPPING);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Step step = (Step) request.getAttribute(STEP);
        request.removeAttribute(STEP);
        step.run();
    }
}
