package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The outermost filter: names the server, sends what a resource answered, and turns whatever failed outside the
 * resources into an error answer, so that no container page and no stack trace ever reaches a client. A client that sends too
 * much gets its answer, too.
 */
public final class AnswerFilter implements Filter {
    private static final String ANSWER = AnswerFilter.class.getName() + ".answer";
    private static final String FAILED = AnswerFilter.class.getName() + ".failed";

    private final Supplier<String> serverName;
    private final ErrorForm errors;
    private final BodyReader bodies;

    /**
     * Wires the filter.
     *
     * @param serverName gives the value of the {@code Server} header
     * @param errors the form of what fails
     * @param bodies reads the bodies of the service's requests
     */
    public AnswerFilter(Supplier<String> serverName, ErrorForm errors, BodyReader bodies) {
        this.serverName = serverName;
        this.errors = errors;
        this.bodies = bodies;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        Exchange exchange = new Exchange(this, request, response);
        exchange.begin();
        response.setHeader("Server", serverName.get());
        answer(exchange, () -> chain.doFilter(request, response));
    }

    /** Sends what comes of {@code step}, unless the request is asynchronous by then. */
    void answer(Exchange exchange, ContinuationServlet.Step step) throws IOException {
        HttpServletRequest request = exchange.request();
        HttpServletResponse response = exchange.response();
        try {
            step.run();
            if (request.getAttribute(ANSWER) instanceof Answer answer) {
                request.removeAttribute(ANSWER);
                // JAX-RS believes that there is no body and has said so in the headers.
                response.reset();
                response.setHeader("Server", serverName.get());
                answer.send(request, response);
            }
        } catch (ServletException | RuntimeException e) {
            Throwable failure = e instanceof ServletException && e.getCause() != null ? e.getCause() : e;
            if (!(failure instanceof HttpError)) {
                request.setAttribute(FAILED, true);
            }
            refuse(exchange, Failures.toHttp(failure));
        }
        if (!request.isAsyncStarted()) {
            IncomingBody.discard(exchange);
        }
    }

    /** Sends an error as the service words it. */
    void refuse(Exchange exchange, HttpError error) throws IOException {
        errors.of(error).send(exchange.request(), exchange.response());
    }

    BodyReader bodies() {
        return bodies;
    }

    /** Whether the request ended in an exception that nobody foresaw. */
    public static boolean isFailed(ServletRequest request) {
        return request.getAttribute(FAILED) != null;
    }

    /** Leaves an answer to be sent when the request comes back to the filter. */
    static void leave(HttpServletRequest request, Answer answer) {
        request.setAttribute(ANSWER, answer);
    }
}
