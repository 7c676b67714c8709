package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * The outermost filter: names the server, sends what a resource answered, and turns whatever failed outside the
 * resources into an error answer, so that no container page and no stack trace ever reaches a client.
 */
public final class AnswerFilter implements Filter {
    private static final String ANSWER = AnswerFilter.class.getName() + ".answer";

    private static final Logger LOG = System.getLogger(AnswerFilter.class.getName());
    private static final int BUFFER = 32 * 1024;

    private final Supplier<String> serverName;

    /** {@code serverName} gives the value of the {@code Server} header. */
    public AnswerFilter(Supplier<String> serverName) {
        this.serverName = serverName;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        response.setBufferSize(BUFFER);
        response.setHeader("Server", serverName.get());
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            HttpError error = Failures.toHttp(e);
            if (error.status() == HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
                LOG.log(Level.ERROR, "request failed outside its resource", e);
            }
            ErrorAnswer.write(response, error);
        }
        if (request.getAttribute(ANSWER) instanceof Answer answer) {
            request.removeAttribute(ANSWER);
            // JAX-RS believes that there is no body and has said so in the headers.
            response.reset();
            response.setHeader("Server", serverName.get());
            answer.send(request, response);
        }
    }

    /** Leaves an answer to be sent when the request comes back to the filter. */
    static void leave(HttpServletRequest request, Answer answer) {
        request.setAttribute(ANSWER, answer);
    }
}
