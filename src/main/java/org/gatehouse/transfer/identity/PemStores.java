package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** PEM files for TLS: a caller's own certificate and key, and the certificates that it trusts. */
public final class PemStores {
    /** Guards a key store that never leaves memory. */
    private static final char[] PASSWORD = "memory".toCharArray();

    private PemStores() {}

    /**
     * Presents the certificate of a file, with those after it in the chain, in whatever order the file has them.
     *
     * @param key file of its private key, which may be the same one
     * @throws GeneralSecurityException if a file holds nothing of the kind, or they do not belong together
     */
    public static KeyManager[] keys(Path certificate, Path key) throws IOException, GeneralSecurityException {
        PrivateKey secret;
        try {
            secret = Pem.privateKey(text(key));
        } catch (IdentityException e) {
            throw new GeneralSecurityException(key + ": " + e.getMessage(), e);
        }
        KeyStore own = store();
        own.setKeyEntry("own", secret, PASSWORD, chain(secret, certificates(certificate), certificate, key));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        return keys.getKeyManagers();
    }

    /** The certificates of a file, at least one. */
    public static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try {
            return Pem.certificates(text(file));
        } catch (IdentityException e) {
            throw new GeneralSecurityException(file + ": " + e.getMessage(), e);
        }
    }

    /** A store of certificates to be trusted. */
    public static KeyStore anchors(List<X509Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore anchors = store();
        for (X509Certificate certificate : certificates) {
            anchors.setCertificateEntry("anchor" + anchors.size(), certificate);
        }
        return anchors;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] chain(PrivateKey secret, List<X509Certificate> certificates, Path file, Path key)
            throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        Optional<X509Certificate> next = Optional.empty();
        for (X509Certificate certificate : certificates) {
            if (isPair(secret, certificate.getPublicKey())) {
                next = Optional.of(certificate);
                break;
            }
        }
        if (next.isEmpty()) {
            throw new GeneralSecurityException("the key in " + key + " does not belong to the certificate in " + file);
        }
        while (next.isPresent()) {
            X509Certificate last = next.get();
            chain.add(last);
            next = certificates.stream()
                    .filter(other -> !chain.contains(other)
                            && other.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst();
        }
        return chain.toArray(Certificate[]::new);
    }

    private static boolean isPair(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        if (secret instanceof RSAKey one && open instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        Signature signature =
                Signature.getInstance(secret.getAlgorithm().equals("EC") ? "SHA256withECDSA" : secret.getAlgorithm());
        byte[] sample = {1, 2, 3};
        signature.initSign(secret);
        signature.update(sample);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(open);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherCurve) {
            return false;
        }
    }
}
