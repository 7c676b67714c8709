package org.gatehouse.access;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.http.ErrorAnswer;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.LongAnswers;
import org.gatehouse.opcode.GanetiVersion;

/**
 * Admits authorised requests, and answers all others with RAPI's errors. The caller is the one that a rule makes of the client
 * certificate (the {@code Authorization} header is then not looked at), else the user of the header, else nobody. The order in
 * which a request is found wanting is that of Ganeti's daemon: where authentication is required, header before route before
 * password; elsewhere the route comes first, and a header that is there is checked even if the route is open to all.
 *
 * <p>A request that passes has the caller as its principal, a method in capitals, and its {@link Route} in an attribute.
 * Every use of a route that changes something is audited, refused or not.
 */
public final class AccessFilter implements Filter {
    /** The realm of the users file. */
    static final String REALM = "Ganeti Remote API";

    /** When it is worth asking again with a name that has had too many wrong passwords. */
    private static final String RETRY_SECONDS = "5";

    private final RouteTable routes;
    private final Supplier<GanetiVersion> version;
    private final Supplier<UsersFile> users;
    private final CertificateCallers certificates;
    private final FailedLogins failures;
    private final RefusalLog refusals;
    private final boolean requireAuthentication;

    /**
     * Wires the filter; all suppliers are asked anew for each request and must answer at once.
     *
     * @param version the cluster's release, which decides what routes there are
     * @param failures is told of wrong passwords
     * @param refusals is told of refused requests
     * @param requireAuthentication whether even open routes need a caller
     */
    public AccessFilter(
            RouteTable routes,
            Supplier<GanetiVersion> version,
            Supplier<UsersFile> users,
            CertificateCallers certificates,
            FailedLogins failures,
            RefusalLog refusals,
            boolean requireAuthentication) {
        this.routes = Objects.requireNonNull(routes);
        this.version = Objects.requireNonNull(version);
        this.users = Objects.requireNonNull(users);
        this.certificates = Objects.requireNonNull(certificates);
        this.failures = Objects.requireNonNull(failures);
        this.refusals = Objects.requireNonNull(refusals);
        this.requireAuthentication = requireAuthentication;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest httpRequest = (HttpServletRequest) request;
        HttpServletResponse httpResponse = (HttpServletResponse) response;
        Audit audit = new Audit(httpRequest, httpResponse, refusals);
        boolean returned = false;
        try {
            Optional<HttpServletRequest> admitted = admit(httpRequest, httpResponse, audit);
            if (admitted.isPresent()) {
                chain.doFilter(admitted.get(), httpResponse);
            }
            returned = true;
        } catch (HttpError error) {
            // Written here and not further out, so that the audit line tells the status that the client sees.
            ErrorAnswer.write(httpRequest, httpResponse, error);
            returned = true;
        } finally {
            if (!returned) {
                audit.failed();
            }
            audit.finish();
        }
    }

    private Optional<HttpServletRequest> admit(HttpServletRequest request, HttpServletResponse response, Audit audit)
            throws IOException {
        String method = request.getMethod().toUpperCase(Locale.ROOT);
        Destination destination = new Destination(request, method, routes, version.get());
        destination.findRoute().ifPresent(route -> audit.destination(route, destination.object()));
        try {
            Caller caller = identify(request, destination, audit);
            audit.caller(caller);
            Route route = destination.fetchRoute();
            if (!caller.may(route.permission())) {
                audit.refused("lacks " + route.permission().word());
                throw new HttpError(403);
            }
            request.setAttribute(Route.ATTRIBUTE, route);
            request.setAttribute(LongAnswers.CALLER, caller.name());
            return Optional.of(new CallerRequest(request, caller, method));
        } catch (HttpError refusal) {
            switch (refusal.status()) {
                case 401 -> audit.refused("not authenticated");
                case 404 -> audit.refused("no such path");
                case 429 -> audit.refused("too many wrong passwords");
                case 501 -> audit.refused("no such method");
                case 400 -> audit.refused("incomplete credentials");
                default -> {}
            }
            ErrorAnswer.write(request, response, refusal);
            return Optional.empty();
        }
    }

    private Caller identify(HttpServletRequest request, Destination destination, Audit audit) {
        Optional<Caller> owner = certificates.find(request);
        if (owner.isPresent()) {
            return owner.get();
        }
        if (destination.needsNoCaller()) {
            return Caller.nobody(Grants.none());
        }
        String header = request.getHeader("Authorization");
        if (!requireAuthentication) {
            Route route = destination.fetchRoute();
            if (header == null && Grants.open().hold(route.permission())) {
                return Caller.nobody(Grants.open());
            }
        }
        Credentials credentials = Credentials.find(header).orElseThrow(AccessFilter::unauthorized);
        // Nobody learns from the time a password takes whether a path exists, and Ganeti's daemon asks in this order.
        destination.fetchRoute();
        return authenticate(request, credentials, audit);
    }

    private Caller authenticate(HttpServletRequest request, Credentials credentials, Audit audit) {
        if (LoginDelayFilter.isRefused(request)) {
            audit.user(credentials.user());
            throw new HttpError(429, "Too many wrong passwords").withHeader("Retry-After", RETRY_SECONDS);
        }
        Optional<Caller> caller = users.get().authenticate(credentials.user(), credentials.password());
        if (caller.isEmpty()) {
            audit.user(credentials.user());
            failures.add(request.getRemoteAddr(), credentials.user());
        }
        return caller.orElseThrow(AccessFilter::unauthorized);
    }

    private static HttpError unauthorized() {
        return new HttpError(401).withHeader("WWW-Authenticate", "Basic realm=\"" + REALM + "\"");
    }
}
