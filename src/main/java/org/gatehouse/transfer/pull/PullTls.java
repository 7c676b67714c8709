package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes the TLS of a pull: our certificate, and the one authority that may vouch for the source. */
public final class PullTls {
    /** Guards a key store that never leaves memory. */
    private static final char[] PASSWORD = "memory".toCharArray();

    private PullTls() {}

    /**
     * A context that presents this certificate and trusts servers that this authority issued. Host names are checked by whoever
     * uses it, as an HTTPS client does by itself.
     */
    public static SSLContext context(PrivateKey key, List<X509Certificate> chain, X509Certificate authority)
            throws GeneralSecurityException {
        try {
            KeyStore own = store();
            own.setKeyEntry("own", key, PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, PASSWORD);
            KeyStore anchors = store();
            anchors.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new GeneralSecurityException("a key store in memory failed", e);
        }
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
