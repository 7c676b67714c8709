package org.gatehouse.transfer.source;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.transfer.identity.IdentityException;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * Whether a certificate, of which TLS has shown that the client has its key, is the one that a transfer's record means. That
 * a remote one's serial is high enough was checked when the record was made.
 */
final class ClientIdentity {
    private static final Duration LONGEST = Duration.ofDays(7);

    private ClientIdentity() {}

    /**
     * What is wrong with the certificate, in words for the client; empty if it is the right one.
     *
     * @param node the node's own certificate, if it can be read
     */
    static Optional<String> findObjection(
            TransferRecord record, X509Certificate certificate, Optional<X509Certificate> node, Instant now) {
        if (!now.isBefore(record.notAfter())) {
            return Optional.of("the transfer has expired");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of("the certificate has expired, or is not valid yet");
        }
        boolean named = record.fingerprint()
                .map(fingerprint -> isSame(fingerprint, Pem.fingerprint(certificate)))
                .orElse(record.local());
        boolean right = named && (record.local() ? isOfTheNode(certificate, node) : isRemote(record, certificate));
        return right ? Optional.empty() : Optional.of("the certificate is not this transfer's");
    }

    private static boolean isOfTheNode(X509Certificate certificate, Optional<X509Certificate> node) {
        return node.isPresent() && (certificate.equals(node.get()) || isIssued(certificate, node.get()));
    }

    private static boolean isRemote(TransferRecord record, X509Certificate certificate) {
        if (record.authority().isEmpty()) {
            return record.fingerprint().isPresent();
        }
        Duration life = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        return life.compareTo(LONGEST) < 0
                && isSame(record.serial(), certificate.getSerialNumber().toString(16))
                && findAuthority(record.authority().get())
                        .map(authority -> isIssued(certificate, authority))
                        .orElse(false);
    }

    private static Optional<X509Certificate> findAuthority(String pem) {
        try {
            return Optional.of(Pem.certificate(pem));
        } catch (IdentityException e) {
            return Optional.empty();
        }
    }

    private static boolean isIssued(X509Certificate certificate, X509Certificate authority) {
        if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** In a time that does not tell how much is right. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
