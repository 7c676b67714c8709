package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfig.CertificateVerification;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.gatehouse.container.FileWatch;
import org.gatehouse.container.PemKeyStore;

/**
 * A listener of the {@code Server} element: client certificates are good if an authority in the PEM file
 * {@code clientAuthorities} issued them, and that file as well as the server's own certificate is taken up anew when it
 * changes. New connections get what is new at the server's next periodic event, open ones go on. A file that cannot be
 * used, as one that is only half written, leaves everything as it was and a warning in the log.
 *
 * <p>Tomcat reads a file of authorities only for OpenSSL; with the JDK's TLS it would trust the JDK's public authorities
 * instead. So a connector that asks for certificates does not start without the file.
 */
public final class CertificateWatch implements LifecycleListener {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

    private final Map<Connector, FileWatch> watches = new ConcurrentHashMap<>();
    private String clientAuthorities = "";

    /** The PEM file; may stay empty if no connector asks for certificates. */
    public void setClientAuthorities(String clientAuthorities) {
        this.clientAuthorities = clientAuthorities;
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!(event.getLifecycle() instanceof Server server)) {
            return;
        }
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)
                        || !protocol.isSSLEnabled()) {
                    continue;
                }
                switch (event.getType()) {
                    case Lifecycle.BEFORE_INIT_EVENT -> begin(connector, protocol);
                    case Lifecycle.PERIODIC_EVENT -> reloadIfChanged(connector, protocol);
                    default -> {}
                }
            }
        }
    }

    /** Before Tomcat reads the certificates, so that no change in between is missed. */
    private void begin(Connector connector, AbstractHttp11Protocol<?> protocol) {
        watches.put(connector, new FileWatch(files(protocol)));
        if (!asks(protocol)) {
            return;
        }
        if (clientAuthorities.isBlank()) {
            throw new IllegalArgumentException("gatehouse.tls.client-ca must name the authorities of client"
                    + " certificates, or the client-auth of every listener be none");
        }
        try {
            trust(protocol, authorities());
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalArgumentException(
                    "gatehouse.tls.client-ca: " + clientAuthorities + " is unusable", unusable);
        }
    }

    private void reloadIfChanged(Connector connector, AbstractHttp11Protocol<?> protocol) {
        FileWatch watch = watches.get(connector);
        if (watch == null || !watch.changed()) {
            return;
        }
        try {
            // Tomcat would take a key that does not fit its certificate, and fail in every handshake.
            for (SSLHostConfigCertificate own : certificates(protocol)) {
                PemKeyStore.identity(Path.of(own.getCertificateFile()), Path.of(own.getCertificateKeyFile()));
            }
            if (asks(protocol)) {
                trust(protocol, authorities());
            }
            protocol.reloadSslHostConfigs();
            LOG.log(Level.INFO, "new certificates in use: {0}", protocol.getName());
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            LOG.log(Level.WARNING, "the certificates in use stay, the new ones are unusable", unusable);
        }
    }

    private KeyStore authorities() throws IOException, GeneralSecurityException {
        return PemKeyStore.authorities(Path.of(clientAuthorities));
    }

    private static void trust(AbstractHttp11Protocol<?> protocol, KeyStore authorities) {
        for (SSLHostConfig host : protocol.findSslHostConfigs()) {
            if (needsAuthorities(host)) {
                host.setTrustStore(authorities);
            }
        }
    }

    private static boolean asks(AbstractHttp11Protocol<?> protocol) {
        for (SSLHostConfig host : protocol.findSslHostConfigs()) {
            if (needsAuthorities(host)) {
                return true;
            }
        }
        return false;
    }

    /** One with a trust manager of its own does not ask whose certificates are good. */
    private static boolean needsAuthorities(SSLHostConfig host) {
        return host.getCertificateVerification() != CertificateVerification.NONE
                && host.getTrustManagerClassName() == null;
    }

    private List<Path> files(AbstractHttp11Protocol<?> protocol) {
        List<Path> files = new ArrayList<>();
        for (SSLHostConfigCertificate own : certificates(protocol)) {
            files.add(Path.of(own.getCertificateFile()));
            files.add(Path.of(own.getCertificateKeyFile()));
        }
        if (asks(protocol) && !clientAuthorities.isBlank()) {
            files.add(Path.of(clientAuthorities));
        }
        return files;
    }

    private static List<SSLHostConfigCertificate> certificates(AbstractHttp11Protocol<?> protocol) {
        List<SSLHostConfigCertificate> certificates = new ArrayList<>();
        for (SSLHostConfig host : protocol.findSslHostConfigs()) {
            certificates.addAll(host.getCertificates());
        }
        return certificates;
    }
}
