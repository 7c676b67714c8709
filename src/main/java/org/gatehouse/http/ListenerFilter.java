package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Gives each request to the service whose listener it came in on, and answers 404 where there is none. The container's own
 * chain ends here: which servlet is mapped to a path plays no part.
 */
public final class ListenerFilter implements Filter {
    private final List<Service> services;
    private final Stopping stopping;

    /** Of services that share a port, the first gets its requests. */
    public ListenerFilter(List<Service> services) {
        this(services, new Stopping());
    }

    /** The same, whose requests are told of a stop. */
    public ListenerFilter(List<Service> services, Stopping stopping) {
        this.services = List.copyOf(services);
        this.stopping = stopping;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        stopping.accompany(request);
        int port = request.getLocalPort();
        for (Service service : services) {
            if (service.ports().test(port)) {
                service.answer(request, response);
                return;
            }
        }
        new ErrorAnswer(new HttpError(404)).send((HttpServletRequest) request, (HttpServletResponse) response);
    }
}
