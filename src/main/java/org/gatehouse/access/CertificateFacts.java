package org.gatehouse.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** What rules ask of a certificate, each worked out when it is first asked. For one request and thread. */
final class CertificateFacts {
    private final X509Certificate certificate;
    private DistinguishedName subject;
    private DistinguishedName issuer;
    private String fingerprint;

    CertificateFacts(X509Certificate certificate) {
        this.certificate = certificate;
    }

    DistinguishedName subject() {
        if (subject == null) {
            subject = DistinguishedName.of(certificate.getSubjectX500Principal());
        }
        return subject;
    }

    DistinguishedName issuer() {
        if (issuer == null) {
            issuer = DistinguishedName.of(certificate.getIssuerX500Principal());
        }
        return issuer;
    }

    /** SHA-256 of the certificate in DER, in lower-case hexadecimal digits. */
    String fingerprint() {
        if (fingerprint == null) {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                fingerprint = HexFormat.of().formatHex(sha256.digest(certificate.getEncoded()));
            } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that came over TLS has a SHA-256 digest", e);
            }
        }
        return fingerprint;
    }

    /** The most specific common name, else the whole subject. */
    String name() {
        List<String> names = subject().values("CN");
        return names.isEmpty() ? certificate.getSubjectX500Principal().getName() : names.get(0);
    }
}
