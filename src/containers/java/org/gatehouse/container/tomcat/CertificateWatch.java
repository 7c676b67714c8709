package org.gatehouse.container.tomcat;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.gatehouse.container.PemKeyStore;
import org.gatehouse.container.TlsFiles;

/**
 * A listener of the {@code Server} element: each connector gets the certificate and key that its {@code Certificate} element names. Client
 * certificates are good if an authority in the PEM file {@code clientAuthorities} issued them. All files are taken up anew when they
 * change: new connections get what is new at the server's next periodic event, open ones go on.
 *
 * <p>Tomcat would read the PEM files itself, but other forms of keys than Jetty's part of Gatehouse does, and a file of authorities only for
 * OpenSSL; with the JDK's TLS it would trust the JDK's public authorities instead. So a connector that asks for certificates does not start
 * without the file.
 */
public final class CertificateWatch implements LifecycleListener {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

    /** The files of one host of a connector, and where what they hold goes. */
    private record Host(SSLHostConfig configuration, SSLHostConfigCertificate certificate, TlsFiles files) {
        void use(TlsFiles.Content content) {
            certificate.setCertificateKeystore(content.identity());
            certificate.setCertificateKeyPassword(PemKeyStore.PASSWORD);
            content.authorities().ifPresent(configuration::setTrustStore);
        }
    }

    private final Map<Connector, List<Host>> hosts = new ConcurrentHashMap<>();
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

    /** Before Tomcat makes its TLS contexts. */
    private void begin(Connector connector, AbstractHttp11Protocol<?> protocol) {
        List<Host> found = new ArrayList<>();
        for (SSLHostConfig configuration : protocol.findSslHostConfigs()) {
            for (SSLHostConfigCertificate named : List.copyOf(configuration.getCertificates())) {
                TlsFiles files = new TlsFiles(
                        Path.of(named.getCertificateFile()),
                        Path.of(named.getCertificateKeyFile()),
                        authorities(configuration));
                // Another one: Tomcat would warn that this one has both PEM files and a key store.
                SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(configuration, named.getType());
                configuration.getCertificates().remove(named);
                configuration.addCertificate(certificate);
                Host host = new Host(configuration, certificate, files);
                try {
                    host.use(files.read());
                } catch (GeneralSecurityException e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
                found.add(host);
            }
        }
        hosts.put(connector, found);
    }

    /** Empty for one that does not ask for certificates, or has a trust manager of its own, which takes any. */
    private Optional<Path> authorities(SSLHostConfig host) {
        if (host.getCertificateVerification() == CertificateVerification.NONE
                || host.getTrustManagerClassName() != null) {
            return Optional.empty();
        }
        if (clientAuthorities.isBlank()) {
            throw new IllegalArgumentException("gatehouse.tls.client-ca must name the authorities of client"
                    + " certificates, or the client-auth of every listener be none");
        }
        return Optional.of(Path.of(clientAuthorities));
    }

    private void reloadIfChanged(Connector connector, AbstractHttp11Protocol<?> protocol) {
        for (Host host : hosts.getOrDefault(connector, List.of())) {
            if (!host.files().isDue()) {
                continue;
            }
            Optional<TlsFiles.Content> content = host.files().renewed();
            try {
                content.ifPresent(host::use);
                if (content.isPresent()) {
                    protocol.reloadSslHostConfigs();
                }
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "Tomcat did not take the new certificates", e);
            }
        }
    }
}
