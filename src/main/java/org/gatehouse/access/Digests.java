package org.gatehouse.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates' digests: as Ganeti writes them (SHA-1 over the DER form, in capitals, a colon between the bytes) and SHA-256. */
final class Digests {
    private static final HexFormat FORM = HexFormat.ofDelimiter(":").withUpperCase();
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]++)-----END CERTIFICATE-----");

    private Digests() {}

    static String of(X509Certificate certificate) {
        try {
            return of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that came over TLS has an encoding", e);
        }
    }

    /** Of the first certificate in a PEM file, which may hold a key as well. */
    static Optional<String> ofFirst(String pem) {
        Matcher block = PEM.matcher(pem);
        if (!block.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(Base64.getMimeDecoder().decode(block.group(1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The certificates in a PEM file, in DER. */
    static List<byte[]> certificates(String pem) {
        return PEM.matcher(pem)
                .results()
                .map(block -> Base64.getMimeDecoder().decode(block.group(1)))
                .toList();
    }

    /** SHA-256 of a certificate, in lower-case hexadecimal digits. */
    static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that came over TLS has a SHA-256 digest", e);
        }
    }

    private static String of(byte[] der) {
        try {
            return FORM.formatHex(MessageDigest.getInstance("SHA-1").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
