package org.gatehouse.access;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gatehouse.access.FailedLogins.Attempt;
import org.gatehouse.http.ContinuationServlet;
import org.gatehouse.http.HttpError;

/**
 * Holds back requests whose user name has had too many wrong passwords from the same network; see {@link FailedLogins}. A request that
 * waits is asynchronous and holds no thread; afterwards it goes through the rest of the filters like any other, on a thread
 * of the container. To be placed outside the filter that sends answers. Callers with a certificate that a rule names are not held back.
 */
public final class LoginDelayFilter implements Filter {
    private static final Logger LOG = System.getLogger(LoginDelayFilter.class.getName());
    private static final String REFUSED = LoginDelayFilter.class.getName() + ".refused";

    private final FailedLogins failures;
    private final CertificateCallers certificates;
    private final ScheduledExecutorService timer;

    /** Wires the filter; {@code timer} starts what has waited. */
    public LoginDelayFilter(FailedLogins failures, CertificateCallers certificates, ScheduledExecutorService timer) {
        this.failures = Objects.requireNonNull(failures);
        this.certificates = Objects.requireNonNull(certificates);
        this.timer = Objects.requireNonNull(timer);
    }

    /** Whether the password of this request must not be checked, since too many requests of the kind wait. */
    static boolean isRefused(HttpServletRequest request) {
        return request.getAttribute(REFUSED) != null;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        Optional<String> user = findUser(request);
        if (user.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Attempt attempt = failures.begin(request.getRemoteAddr(), user.get());
        boolean waits = !attempt.delay().isZero() && certificates.find(request).isEmpty();
        if (waits && !attempt.isRefused()) {
            postpone(request, response, chain, attempt);
            return;
        }
        attempt.close();
        if (waits) {
            request.setAttribute(REFUSED, true);
        }
        chain.doFilter(request, response);
    }

    private static Optional<String> findUser(HttpServletRequest request) {
        try {
            return Credentials.find(request.getHeader("Authorization")).map(Credentials::user);
        } catch (HttpError incomplete) {
            // The filter that checks passwords answers it.
            return Optional.empty();
        }
    }

    private void postpone(HttpServletRequest request, ServletResponse response, FilterChain chain, Attempt attempt) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        try {
            var unused = timer.schedule(
                    () -> {
                        attempt.close();
                        resume(async, request, () -> chain.doFilter(request, response));
                    },
                    attempt.delay().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            attempt.close();
            async.complete();
        }
    }

    private static void resume(AsyncContext async, HttpServletRequest request, ContinuationServlet.Step rest) {
        try {
            ContinuationServlet.dispatch(async, request, rest);
        } catch (IllegalStateException gone) {
            LOG.log(Level.DEBUG, "the client left while it had to wait", gone);
        }
    }
}
