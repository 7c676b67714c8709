package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The authorities that client certificates may lead to: the PEM file that the connector uses, too. The connector has found that a chain
 * leads to one of them, and does not tell to which; so the path (RFC 5280, section 6) is built again here. Results are kept for
 * a minute. Immutable otherwise; safe for any number of threads.
 */
public final class Authorities {
    private static final int MOST_RESULTS = 256;
    private static final long RESULT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int LONGEST_PATH = 10;
    private static final int CERTIFICATE_SIGNING = 5;

    private final Map<String, X509Certificate> trusted;
    private final Map<Question, Result> results = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Result> eldest) {
            return size() > MOST_RESULTS;
        }
    };

    private record Question(List<X509Certificate> chain, String authority) {}

    private record Result(boolean holds, long time) {}

    private Authorities(Map<String, X509Certificate> trusted) {
        this.trusted = Map.copyOf(trusted);
    }

    /** Reads the certificates of a PEM file, which may hold keys as well. */
    public static Authorities parse(byte[] content) throws BrokenFileException {
        Map<String, X509Certificate> trusted = new LinkedHashMap<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] der : Digests.certificates(new String(content, ISO_8859_1))) {
                X509Certificate certificate =
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
                trusted.put(Digests.sha256(certificate), certificate);
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new BrokenFileException("it holds a certificate that cannot be read");
        }
        if (trusted.isEmpty()) {
            throw new BrokenFileException("it holds no certificate");
        }
        return new Authorities(trusted);
    }

    /** How many there are. */
    public int size() {
        return trusted.size();
    }

    /** Whether the file holds the authority with this SHA-256. */
    boolean contains(String authority) {
        return trusted.containsKey(authority);
    }

    /**
     * Whether the first certificate of a chain has a valid path to one of the authorities that begins at the authority with this
     * SHA-256, or leads over it.
     *
     * @param chain as the client sent it: the certificates behind the first are candidates, and prove nothing by being there
     */
    boolean isIssuedUnder(List<X509Certificate> chain, String authority) {
        Question question = new Question(chain, authority);
        long now = System.nanoTime();
        synchronized (results) {
            Result known = results.get(question);
            if (known != null && now - known.time < RESULT_NANOS) {
                return known.holds;
            }
        }
        boolean holds = verify(chain, authority);
        synchronized (results) {
            results.put(question, new Result(holds, now));
        }
        return holds;
    }

    private boolean verify(List<X509Certificate> chain, String authority) {
        X509Certificate leaf = chain.get(0);
        X509Certificate root = trusted.get(authority);
        if (root != null) {
            // A certificate that is trusted itself needs no path.
            return leaf.equals(root) || findPath(leaf, chain, List.of(root)).isPresent();
        }
        return chain.stream()
                .skip(1)
                .filter(candidate -> Digests.sha256(candidate).equals(authority) && mayIssue(candidate))
                .anyMatch(intermediate -> leadsOver(intermediate, chain));
    }

    /** The path is joined from two and checked as a whole, since a path's length or names may be limited by what is above. */
    private boolean leadsOver(X509Certificate intermediate, List<X509Certificate> chain) {
        Optional<PKIXCertPathBuilderResult> below = findPath(chain.get(0), chain, List.of(intermediate));
        Optional<PKIXCertPathBuilderResult> above = findPath(intermediate, chain, trusted.values());
        if (below.isEmpty() || above.isEmpty()) {
            return false;
        }
        List<java.security.cert.Certificate> whole =
                new ArrayList<>(below.get().getCertPath().getCertificates());
        whole.addAll(above.get().getCertPath().getCertificates());
        try {
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(whole);
            PKIXParameters parameters = new PKIXParameters(Set.of(above.get().getTrustAnchor()));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return true;
        } catch (GeneralSecurityException invalid) {
            return false;
        }
    }

    private static Optional<PKIXCertPathBuilderResult> findPath(
            X509Certificate target, List<X509Certificate> chain, Collection<X509Certificate> anchors) {
        try {
            X509CertSelector selector = new X509CertSelector();
            selector.setCertificate(target);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    anchors.stream()
                            .map(anchor -> new TrustAnchor(anchor, null))
                            .collect(Collectors.toUnmodifiableSet()),
                    selector);
            // As in the connector: revoked certificates are not looked up.
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(LONGEST_PATH);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            return Optional.of((PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters));
        } catch (GeneralSecurityException none) {
            return Optional.empty();
        }
    }

    private static boolean mayIssue(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[CERTIFICATE_SIGNING]);
    }
}
