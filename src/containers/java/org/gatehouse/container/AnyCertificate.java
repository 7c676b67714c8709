package org.gatehouse.container;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every client certificate. TLS then proves that the client has the key of the certificate it shows, and nothing else:
 * for listeners behind which the application itself looks at each certificate. It never trusts a server. Any thread may use
 * it.
 */
public final class AnyCertificate extends X509ExtendedTrustManager {
    /** Made by name in Tomcat's configuration. */
    public AnyCertificate() {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is for servers alone");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is for servers alone");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is for servers alone");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        // None named: the client is not told to choose among its certificates.
        return new X509Certificate[0];
    }
}
