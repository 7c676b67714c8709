package org.gatehouse.remote;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/**
 * The PEM files of a cluster as Ganeti makes them: a certificate of version 1 that signs itself, for all nodes, and one of a master
 * candidate that it signed, each in a file with its key.
 */
final class ClusterFiles {
    private static final byte[] SHA256_WITH_RSA = HexFormat.of().parseHex("300d06092a864886f70d01010b0500");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final char[] PASSWORD = "x".toCharArray();

    private final Path directory;
    private KeyPair serverKey;
    private Certificate server;

    ClusterFiles(Path directory) {
        this.directory = directory;
        renew();
    }

    NodeFiles files() {
        return NodeFiles.in(directory);
    }

    /** Makes everything anew. */
    void renew() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            serverKey = rsa.generateKeyPair();
            KeyPair clientKey = rsa.generateKeyPair();
            server = certificate("CN=ganeti.example.com", serverKey);
            write("server.pem", serverKey, server);
            write("client.pem", clientKey, certificate("CN=node1.example.com", clientKey));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a node's server uses: its one certificate, which is also whom it trusts. */
    SSLContext server() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", serverKey.getPrivate(), PASSWORD, new Certificate[] {server});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("server", server);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Certificate certificate(String subject, KeyPair key) throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        byte[] validity = der(0x30, time(now.minus(Duration.ofHours(1))), time(now.plus(Duration.ofDays(1))));
        byte[] content = der(
                0x30,
                der(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                SHA256_WITH_RSA,
                new X500Principal("CN=ganeti.example.com").getEncoded(),
                validity,
                new X500Principal(subject).getEncoded(),
                key.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(serverKey.getPrivate());
        signature.update(content);
        byte[] whole = der(0x30, content, SHA256_WITH_RSA, der(0x03, new byte[] {0}, signature.sign()));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] time(Instant time) throws IOException {
        return der(0x17, UTC.format(time.atOffset(ZoneOffset.UTC)).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.write(part);
        }
        int length = content.size();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < 0x80) {
            whole.write(length);
        } else {
            whole.write(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
        }
        content.writeTo(whole);
        return whole.toByteArray();
    }

    private void write(String name, KeyPair key, Certificate certificate) throws IOException, GeneralSecurityException {
        String text = pem("PRIVATE KEY", key.getPrivate().getEncoded()) + pem("CERTIFICATE", certificate.getEncoded());
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, text);
    }

    private static String pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
