package org.gatehouse.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.gatehouse.access.Route;

/**
 * Times every request, by route, method and status. Routes and not paths, since names of instances would make the number of
 * time series grow without bound; what has no route counts as {@code other}.
 */
public final class RequestMetricsFilter implements Filter {
    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    /** Registers its timers, {@code gatehouse_http_requests}, as they are first needed. */
    public RequestMetricsFilter(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Kind(String route, String method, int status) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            recordAtTheEnd(request, response, start);
        }
    }

    private void recordAtTheEnd(ServletRequest request, ServletResponse response, long start) {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(new AtTheEnd(request, response, start));
                return;
            } catch (IllegalStateException e) {
                // It ended between the question and the answer.
            }
        }
        record(request, response, start);
    }

    private void record(ServletRequest request, ServletResponse response, long start) {
        int status = ((HttpServletResponse) response).getStatus();
        Kind kind = ((HttpServletRequest) request).getAttribute(Route.ATTRIBUTE) instanceof Route route
                ? new Kind(route.template(), route.method(), status)
                : new Kind("other", "other", status);
        timers.computeIfAbsent(kind, this::timer).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("gatehouse.http.requests")
                .description("Requests answered")
                .tag("route", kind.route())
                .tag("method", kind.method())
                .tag("status", Integer.toString(kind.status()))
                .register(registry);
    }

    private final class AtTheEnd implements AsyncListener {
        // Tomcat refuses the event's context to listeners once the client has broken off.
        private final ServletRequest request;
        private final ServletResponse response;
        private final long start;

        AtTheEnd(ServletRequest request, ServletResponse response, long start) {
            this.request = request;
            this.response = response;
            this.start = start;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            record(request, response, start);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
