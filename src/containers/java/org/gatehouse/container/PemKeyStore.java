package org.gatehouse.container;

import java.io.IOException;
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

/**
 * PEM files as key stores in memory, for both containers. A file may hold more than is asked of it: Ganeti keeps key and
 * certificate together in one.
 */
public final class PemKeyStore {
    /** Protects the entry of {@link #identity}; it never leaves the process, so it need not be secret. */
    public static final String PASSWORD = "in-memory";

    private PemKeyStore() {}

    /**
     * The server's own identity: its private key and its chain, leaf first. The leaf is the certificate that belongs to one of the keys;
     * what of the other certificates issued it follows, in whatever order the file has them.
     *
     * @throws GeneralSecurityException if a file holds no usable key or certificate, or they do not belong together, as
     *     while one of two files is being replaced
     */
    public static KeyStore identity(Path certificate, Path key) throws GeneralSecurityException {
        List<X509Certificate> certificates = PemFile.read(certificate).certificates();
        for (PrivateKey secret : PemFile.read(key).keys()) {
            for (X509Certificate leaf : certificates) {
                if (isPair(secret, leaf.getPublicKey())) {
                    KeyStore store = empty();
                    store.setKeyEntry("server", secret, PASSWORD.toCharArray(), chain(leaf, certificates));
                    return store;
                }
            }
        }
        throw new GeneralSecurityException(
                "the key in " + key + " does not belong to the certificate in " + certificate);
    }

    /** The authorities in a file, each trusted to issue certificates. */
    public static KeyStore authorities(Path file) throws GeneralSecurityException {
        KeyStore store = empty();
        for (Certificate certificate : PemFile.read(file).certificates()) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        return store;
    }

    private static Certificate[] chain(X509Certificate leaf, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        List<X509Certificate> left = new ArrayList<>(certificates);
        Optional<X509Certificate> next = Optional.of(leaf);
        while (next.isPresent()) {
            X509Certificate one = next.get();
            chain.add(one);
            left.removeIf(one::equals);
            next = left.stream().filter(other -> isIssuer(other, one)).findFirst();
        }
        return chain.toArray(Certificate[]::new);
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate issued) {
        if (!issuer.getSubjectX500Principal().equals(issued.getIssuerX500Principal())) {
            return false;
        }
        try {
            issued.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
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

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }
}
