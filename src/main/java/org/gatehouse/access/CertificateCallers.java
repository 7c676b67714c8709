package org.gatehouse.access;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Finds the caller that the rules make of a request's client certificate. Safe for any number of threads. */
public final class CertificateCallers {
    private static final Logger LOG = System.getLogger(CertificateCallers.class.getName());

    private final Supplier<RulesFile> rules;
    private final Supplier<Optional<Authorities>> authorities;
    private final AtomicReference<Files> examined = new AtomicReference<>();

    private record Files(RulesFile rules, Optional<Authorities> authorities) {
        boolean isSame(Files other) {
            return other != null && rules == other.rules && authorities.orElse(null) == other.authorities.orElse(null);
        }
    }

    /**
     * Both suppliers are asked for each request, and must answer at once.
     *
     * @param authorities that the connector accepts certificates of; empty if they are not known here
     */
    public CertificateCallers(Supplier<RulesFile> rules, Supplier<Optional<Authorities>> authorities) {
        this.rules = Objects.requireNonNull(rules);
        this.authorities = Objects.requireNonNull(authorities);
        current();
    }

    /** The caller, if there is a certificate and a rule for it. */
    public Optional<Caller> find(HttpServletRequest request) {
        if (!(request.getAttribute(CandidateFilter.CERTIFICATES) instanceof X509Certificate[] chain)
                || chain.length == 0) {
            return Optional.empty();
        }
        Files files = current();
        return files.rules.findCaller(new CertificateFacts(List.of(chain), files.authorities));
    }

    /** What the files say now. What is doubtful about the two together is logged when one of them has changed. */
    private Files current() {
        Files now = new Files(rules.get(), authorities.get());
        Files before = examined.get();
        if (!now.isSame(before) && examined.compareAndSet(before, now)) {
            now.rules.doubts(now.authorities).forEach(doubt -> LOG.log(Level.WARNING, "access.rules, {0}", doubt));
        }
        return now;
    }
}
