package org.gatehouse.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Makes TLS out of Ganeti's PEM files (RFC 7468), in each of which a key and a certificate may stand together. */
final class NodeTls {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /** Guards a key store that never leaves memory. */
    private static final char[] PASSWORD = "memory".toCharArray();

    private NodeTls() {}

    /** A context that presents the files' certificate and trusts their authority. */
    static SSLContext context(NodeFiles files) throws IOException, GeneralSecurityException {
        KeyStore own = store();
        own.setKeyEntry(
                "own",
                key(files.key()),
                PASSWORD,
                certificates(files.certificate()).toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);

        KeyStore anchors = store();
        for (Certificate anchor : certificates(files.authority())) {
            anchors.setCertificateEntry("anchor" + anchors.size(), anchor);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new NodeTrust(anchors)}, null);
        return context;
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        List<Certificate> all = new ArrayList<>();
        for (byte[] der : blocks(file, "CERTIFICATE")) {
            all.add(x509.generateCertificate(new ByteArrayInputStream(der)));
        }
        if (all.isEmpty()) {
            throw new GeneralSecurityException(file + " holds no certificate");
        }
        return all;
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        List<byte[]> keys = blocks(file, "PRIVATE KEY");
        if (keys.isEmpty()) {
            throw new GeneralSecurityException(
                    file + " holds no PRIVATE KEY without a password (openssl pkcs8 -topk8 -nodes makes one)");
        }
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
            } catch (InvalidKeySpecException e) {
                System.getLogger(NodeTls.class.getName())
                        .log(System.Logger.Level.TRACE, "not a key of kind " + algorithm);
            }
        }
        throw new GeneralSecurityException(file + " holds a private key of an unknown kind");
    }

    private static List<byte[]> blocks(Path file, String label) throws IOException {
        List<byte[]> found = new ArrayList<>();
        Matcher block = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            if (block.group(1).equals(label)) {
                found.add(Base64.getMimeDecoder().decode(block.group(2)));
            }
        }
        return found;
    }
}
