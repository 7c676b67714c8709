package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.IntPredicate;

/** Answers 404 on the container's listeners that are for another service than the one behind this filter. */
public final class ListenerFilter implements Filter {
    private final IntPredicate ports;

    /** Lets requests through that came in on a local port for which {@code ports} holds. */
    public ListenerFilter(IntPredicate ports) {
        this.ports = ports;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (ports.test(request.getLocalPort())) {
            chain.doFilter(request, response);
        } else {
            ErrorAnswer.write((HttpServletResponse) response, new HttpError(HttpServletResponse.SC_NOT_FOUND));
        }
    }
}
