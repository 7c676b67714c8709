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

    private final Supplier<String> serverName;
    private final ErrorForm errors;

    /** {@code serverName} gives the value of the {@code Server} header, {@code errors} the form of what fails. */
    public AnswerFilter(Supplier<String> serverName, ErrorForm errors) {
        this.serverName = serverName;
        this.errors = errors;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        response.setHeader("Server", serverName.get());
        try {
            chain.doFilter(request, response);
            if (request.getAttribute(ANSWER) instanceof Answer answer) {
                request.removeAttribute(ANSWER);
                // JAX-RS believes that there is no body and has said so in the headers.
                response.reset();
                response.setHeader("Server", serverName.get());
                answer.send(request, response);
            }
        } catch (ServletException | RuntimeException e) {
            Throwable failure = e instanceof ServletException && e.getCause() != null ? e.getCause() : e;
            errors.of(Failures.toHttp(failure)).send(request, response);
        }
        LimitedBody.skipLeftover(request, response);
    }

    /** Leaves an answer to be sent when the request comes back to the filter. */
    static void leave(HttpServletRequest request, Answer answer) {
        request.setAttribute(ANSWER, answer);
    }
}
