package org.gatehouse.access;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.http.HttpError;
import org.gatehouse.opcode.GanetiVersion;

/**
 * Admits node calls of those who may make them: the holder of a client certificate that {@link Candidates} knows. Everybody
 * else is refused with 403 before anything is said about paths; only signs of life are for all. Then an unknown path is 404
 * and a method that the path does not have 405. What is refused is thrown as {@link HttpError}.
 *
 * <p>A request that passes has the caller as its principal, a method in capitals, and its {@link Route} in an attribute.
 */
public final class CandidateFilter implements Filter {
    static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final RouteTable routes;
    private final Candidates candidates;
    private final RefusalLog refusals;

    /** Wires the filter in front of resources with these routes. */
    public CandidateFilter(RouteTable routes, Candidates candidates, RefusalLog refusals) {
        this.routes = Objects.requireNonNull(routes);
        this.candidates = Objects.requireNonNull(candidates);
        this.refusals = Objects.requireNonNull(refusals);
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        String method = request.getMethod().toUpperCase(Locale.ROOT);
        Destination destination = new Destination(request, method, routes, GanetiVersion.BASELINE);
        Caller caller = destination.needsNoCaller() ? Caller.nobody(Grants.none()) : identify(request);
        Route route = destination.fetchAllowedRoute();
        if (!caller.may(route.permission())) {
            throw new HttpError(403, "lacks " + route.permission().word());
        }
        request.setAttribute(Route.ATTRIBUTE, route);
        chain.doFilter(new CallerRequest(request, caller, method), response);
    }

    private Caller identify(HttpServletRequest request) {
        if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain) || chain.length == 0) {
            refusals.addWithoutCertificate(request);
            throw new HttpError(403, "no client certificate");
        }
        Optional<Caller> caller = candidates.findCaller(chain[0]);
        if (caller.isEmpty()) {
            refusals.addCertificate(request, chain[0]);
        }
        return caller.orElseThrow(() -> new HttpError(403, "the certificate is not a master candidate's"));
    }
}
