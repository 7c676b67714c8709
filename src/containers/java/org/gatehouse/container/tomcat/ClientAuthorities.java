package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfig.CertificateVerification;
import org.gatehouse.container.PemKeyStore;

/**
 * A listener of the {@code Server} element: client certificates are good if an authority in its {@code file} (PEM) issued
 * them. Tomcat reads such a file only for OpenSSL; with the JDK's TLS it would trust the JDK's public authorities
 * instead. A connector that asks for certificates does not start without the file.
 */
public final class ClientAuthorities implements LifecycleListener {
    private String file = "";

    /** The PEM file; may stay empty if no connector asks for certificates. */
    public void setFile(String file) {
        this.file = file;
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!event.getType().equals(Lifecycle.BEFORE_INIT_EVENT) || !(event.getLifecycle() instanceof Server server)) {
            return;
        }
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                for (SSLHostConfig host : connector.findSslHostConfigs()) {
                    if (host.getCertificateVerification() != CertificateVerification.NONE) {
                        host.setTrustStore(authorities());
                    }
                }
            }
        }
    }

    private KeyStore authorities() {
        if (file.isBlank()) {
            throw new IllegalArgumentException("gatehouse.tls.client-ca must name the authorities of client"
                    + " certificates, or the client-auth of every listener be none");
        }
        try {
            return PemKeyStore.authorities(Path.of(file));
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalArgumentException("gatehouse.tls.client-ca: " + file + " is unusable", unusable);
        }
    }
}
