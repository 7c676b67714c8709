package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * One of the application's services, with a chain of its own: nothing of another service is in its way, and the same path may
 * mean something else to each.
 *
 * @param ports the local ports on which it answers
 * @param filters what a request passes, the outermost first; they are used as they are, the container does not know them
 * @param servlet where it ends; whoever made it has the container initialise and destroy it
 */
public record Service(IntPredicate ports, List<Filter> filters, Servlet servlet) {
    /** Checks that nothing is missing. */
    public Service {
        Objects.requireNonNull(ports);
        filters = List.copyOf(filters);
        Objects.requireNonNull(servlet);
    }

    void answer(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        new Rest(this, 0).doFilter(request, response);
    }

    /** What of the chain a request still has before it. */
    private record Rest(Service service, int next) implements FilterChain {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
            if (next < service.filters.size()) {
                service.filters.get(next).doFilter(request, response, new Rest(service, next + 1));
            } else {
                service.servlet.service(request, response);
            }
        }
    }
}
