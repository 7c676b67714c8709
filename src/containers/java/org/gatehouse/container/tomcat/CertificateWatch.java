package org.gatehouse.container.tomcat;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
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
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.gatehouse.container.FileWatch;

/**
 * A listener of the {@code Server} element: takes up a renewed server certificate without a restart. New connections
 * get it at the server's next periodic event, open ones go on. A file that cannot be used leaves the old certificate in
 * place and a warning in the log.
 */
public final class CertificateWatch implements LifecycleListener {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

    private final Map<Connector, FileWatch> watches = new ConcurrentHashMap<>();

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!(event.getLifecycle() instanceof Server server)) {
            return;
        }
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
                    continue;
                }
                switch (event.getType()) {
                    case Lifecycle.AFTER_START_EVENT -> watches.put(connector, new FileWatch(files(protocol)));
                    case Lifecycle.PERIODIC_EVENT -> reloadIfChanged(connector, protocol);
                    default -> {}
                }
            }
        }
    }

    private void reloadIfChanged(Connector connector, AbstractHttp11Protocol<?> protocol) {
        FileWatch watch = watches.get(connector);
        if (watch == null || !watch.changed()) {
            return;
        }
        try {
            protocol.reloadSslHostConfigs();
            LOG.log(Level.INFO, "new certificate in use: {0}", protocol.getName());
        } catch (RuntimeException unusable) {
            LOG.log(Level.WARNING, "the certificate in use stays, the new one is unusable", unusable);
        }
    }

    private static List<Path> files(AbstractHttp11Protocol<?> protocol) {
        List<Path> files = new ArrayList<>();
        for (SSLHostConfig host : protocol.findSslHostConfigs()) {
            for (SSLHostConfigCertificate certificate : host.getCertificates()) {
                files.add(Path.of(certificate.getCertificateFile()));
                files.add(Path.of(certificate.getCertificateKeyFile()));
            }
        }
        return files;
    }
}
