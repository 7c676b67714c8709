package org.gatehouse.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM files (RFC 7468) as key stores in memory. A file may hold more than is asked of it: Ganeti keeps key and
 * certificate together in one.
 */
public final class PemKeyStore {
    /** Protects the entry of {@link #identity}; it never leaves the process, so it need not be secret. */
    public static final String PASSWORD = "in-memory";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

    private PemKeyStore() {}

    /**
     * The server's own identity: its private key (unencrypted, PKCS#8 or PKCS#1) and its chain, leaf first.
     *
     * @throws GeneralSecurityException if a file holds no usable key or certificate, or they do not belong together, as
     *     while one of two files is being replaced
     */
    public static KeyStore identity(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        PrivateKey secret = privateKey(key);
        List<Certificate> chain = certificates(certificate);
        if (!isPair(secret, chain.get(0).getPublicKey())) {
            throw new GeneralSecurityException(
                    "the key in " + key + " is not that of the certificate in " + certificate);
        }
        store.setKeyEntry("server", secret, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
        return store;
    }

    /** The authorities in a file, each trusted to issue certificates. */
    public static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (Certificate certificate : certificates(file)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        return store;
    }

    private static boolean isPair(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (secret.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> secret.getAlgorithm();
                });
        byte[] sample = {1, 2, 3};
        signature.initSign(secret);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(sample);
        return signature.verify(signed);
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                found.add(factory.generateCertificate(new ByteArrayInputStream(decoded(block))));
            }
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException(file + " holds no PEM certificate");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            if (block.group(1).equals("PRIVATE KEY")) {
                return pkcs8(file, decoded(block));
            }
            if (block.group(1).equals("RSA PRIVATE KEY")) {
                return pkcs8(file, wrapped(decoded(block)));
            }
        }
        throw new GeneralSecurityException(
                file + " holds no unencrypted PEM key of kind PRIVATE KEY or RSA PRIVATE KEY (openssl pkcs8 -topk8"
                        + " -nodes makes one of any other)");
    }

    private static PrivateKey pkcs8(Path file, byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        InvalidKeySpecException last = null;
        for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException notThisAlgorithm) {
                last = notThisAlgorithm;
            }
        }
        throw new GeneralSecurityException(file + " holds a private key of an unknown algorithm", last);
    }

    /** PKCS#1 in the PKCS#8 envelope: version 0, algorithm rsaEncryption, the key as octet string (RFC 5208, 5). */
    private static byte[] wrapped(byte[] pkcs1) {
        byte[] algorithm = {
            0x02,
            0x01,
            0x00,
            0x30,
            0x0d,
            0x06,
            0x09,
            0x2a,
            (byte) 0x86,
            0x48,
            (byte) 0x86,
            (byte) 0xf7,
            0x0d,
            0x01,
            0x01,
            0x01,
            0x05,
            0x00
        };
        return tagged(0x30, concatenated(algorithm, tagged(0x04, pkcs1)));
    }

    private static byte[] tagged(int tag, byte[] content) {
        int length = content.length;
        byte[] head = {(byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
        return concatenated(head, content);
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] whole = new byte[first.length + second.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    private static byte[] decoded(Matcher block) {
        return Base64.getMimeDecoder().decode(block.group(2));
    }
}
