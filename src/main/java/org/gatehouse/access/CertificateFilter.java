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
 * Lets the holder of any client certificate through to one kind of resource, which then decides by itself what that
 * certificate is good for. Without a certificate there are only signs of life. An unknown path is 404 and a method that the
 * path does not have 405. What is refused is thrown as {@link HttpError}.
 */
public final class CertificateFilter implements Filter {
    private final RouteTable routes;
    private final Grants grants;
    private final RefusalLog refusals;

    /** Wires the filter in front of resources with these routes; {@code grants} is what every certificate gives. */
    public CertificateFilter(RouteTable routes, Grants grants, RefusalLog refusals) {
        this.routes = Objects.requireNonNull(routes);
        this.refusals = Objects.requireNonNull(refusals);
        this.grants = Objects.requireNonNull(grants);
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
        Optional<X509Certificate> certificate = findCertificate(request);
        if (certificate.isEmpty()) {
            refusals.addWithoutCertificate(request);
            throw new HttpError(403, "no client certificate");
        }
        return new Caller(new CertificateFacts(certificate.get()).name(), Authentication.CERTIFICATE, grants);
    }

    /** The client's certificate, of which the connector knows that the client has its key, and no more. */
    public static Optional<X509Certificate> findCertificate(HttpServletRequest request) {
        return request.getAttribute(CandidateFilter.CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }
}
