package org.gatehouse.container.jetty;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gatehouse.container.FileWatch;
import org.gatehouse.container.PemKeyStore;

/**
 * Takes up a renewed server certificate without a restart: new connections get it within seconds, open ones go on. A
 * file that cannot be used leaves the old certificate in place and a warning in the log.
 */
final class CertificateWatch extends AbstractLifeCycle {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());
    private static final long PERIOD_SECONDS = 5;

    private final Server server;
    private final SslContextFactory.Server tls;
    private final Path certificate;
    private final Path key;
    private final FileWatch files;
    private volatile Scheduler.Task next;

    CertificateWatch(Server server, SslContextFactory.Server tls, Path certificate, Path key) {
        this.server = server;
        this.tls = tls;
        this.certificate = certificate;
        this.key = key;
        this.files = new FileWatch(List.of(certificate, key));
    }

    static void load(SslContextFactory tls, Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore identity = PemKeyStore.identity(certificate, key);
        tls.setKeyStore(identity);
        tls.setKeyStorePassword(PemKeyStore.PASSWORD);
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void schedule() {
        next = server.getScheduler().schedule(this::look, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        if (files.changed()) {
            // Reading files is no work for the scheduler's only thread.
            server.getThreadPool().execute(this::reload);
        }
        if (isStarted()) {
            schedule();
        }
    }

    private void reload() {
        try {
            KeyStore identity = PemKeyStore.identity(certificate, key);
            tls.reload(factory -> factory.setKeyStore(identity));
            LOG.log(Level.INFO, "new certificate in use: {0}", certificate);
        } catch (Exception unusable) {
            LOG.log(Level.WARNING, "the certificate in use stays, " + certificate + " is unusable", unusable);
        }
    }
}
