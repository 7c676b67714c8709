package org.gatehouse.transfer.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificates and private keys as PEM texts, written as OpenSSL writes them. */
public final class Pem {
    /** Longer texts are not looked at. */
    static final int MOST = 1 << 18;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    /** As OpenSSL labels them. In a trusted one something follows the certificate. */
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** The first certificate of a text, which may hold a key as well; fails with {@link IdentityException}. */
    public static X509Certificate certificate(String text) {
        return certificates(text).get(0);
    }

    /** All certificates of a text, at least one; fails with {@link IdentityException}. */
    public static List<X509Certificate> certificates(String text) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(limited(text));
        while (block.find()) {
            if (CERTIFICATES.contains(block.group(1))) {
                found.add(parse(decode(block.group(2))));
            }
        }
        if (found.isEmpty()) {
            throw new IdentityException("there is no certificate in PEM form");
        }
        return found;
    }

    /** One certificate, with a line feed at the end. */
    public static String text(X509Certificate certificate) {
        return block("CERTIFICATE", encoded(certificate));
    }

    /** Several certificates, one after the other. */
    public static String text(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        chain.forEach(certificate -> text.append(text(certificate)));
        return text.toString();
    }

    /** The SHA-256 digest of a certificate, in lower-case hexadecimal digits. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded(certificate));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The first private key of a text, which may hold certificates as well: PKCS #8, or OpenSSL's older forms, without a
     * passphrase. Fails with {@link IdentityException}.
     */
    public static PrivateKey privateKey(String text) {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        // The parser wants its lines to begin and end with the dashes: no byte order mark, no blanks.
        String lines = limited(text)
                .lines()
                .map(line -> line.replaceFirst("^.{0,3}(?=-----BEGIN )", "").strip())
                .collect(Collectors.joining("\n"));
        try (PEMParser parser = new PEMParser(new StringReader(lines))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                } else if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                } else if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new IdentityException(
                            "the private key is encrypted, and there is nobody to ask for the passphrase;"
                                    + " openssl pkey -in OLD -out NEW writes it without one");
                }
            }
        } catch (IdentityException e) {
            throw e;
        } catch (PEMException | IllegalArgumentException e) {
            throw new IdentityException("the private key is malformed", e);
        } catch (IOException e) {
            throw new IdentityException("the private key cannot be read", e);
        }
        throw new IdentityException("there is no private key in PEM form without a passphrase");
    }

    /** The first block of a text that is no private key, in the usual spelling. */
    static String usual(String text) {
        Matcher block = BLOCK.matcher(limited(text));
        if (!block.find() || block.group(1).contains("PRIVATE")) {
            throw new IdentityException("there is nothing in PEM form");
        }
        return block(block.group(1), decode(block.group(2)));
    }

    static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    static String limited(String text) {
        if (text.length() > MOST) {
            throw new IdentityException("the PEM text is too long");
        }
        return text;
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IdentityException("the PEM text is malformed", e);
        }
    }

    private static X509Certificate parse(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IdentityException("the certificate is malformed", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }
}
