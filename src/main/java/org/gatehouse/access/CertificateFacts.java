package org.gatehouse.access;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What rules ask of a client's certificate, each worked out when it is first asked. For one request and thread. */
final class CertificateFacts {
    private final List<X509Certificate> chain;
    private final Optional<Authorities> authorities;
    private DistinguishedName subject;
    private DistinguishedName issuer;
    private String fingerprint;

    CertificateFacts(X509Certificate certificate) {
        this(List.of(certificate), Optional.empty());
    }

    /**
     * Facts about the first certificate of a chain as the client sent it.
     *
     * @param authorities that client certificates may lead to, if they are known here
     */
    CertificateFacts(List<X509Certificate> chain, Optional<Authorities> authorities) {
        this.chain = List.copyOf(chain);
        this.authorities = authorities;
    }

    private X509Certificate certificate() {
        return chain.get(0);
    }

    DistinguishedName subject() {
        if (subject == null) {
            subject = DistinguishedName.of(certificate().getSubjectX500Principal());
        }
        return subject;
    }

    DistinguishedName issuer() {
        if (issuer == null) {
            issuer = DistinguishedName.of(certificate().getIssuerX500Principal());
        }
        return issuer;
    }

    /** SHA-256 of the certificate in DER, in lower-case hexadecimal digits. */
    String fingerprint() {
        if (fingerprint == null) {
            fingerprint = Digests.sha256(certificate());
        }
        return fingerprint;
    }

    /** Whether the authority with this SHA-256 is one of those that answer for the certificate. */
    boolean isIssuedUnder(String authority) {
        return authorities.isPresent() && authorities.get().isIssuedUnder(chain, authority);
    }

    /** The most specific common name, else the whole subject. */
    String name() {
        List<String> names = subject().values(AttributeTypes.COMMON_NAME);
        return names.isEmpty() ? certificate().getSubjectX500Principal().getName() : names.get(0);
    }
}
