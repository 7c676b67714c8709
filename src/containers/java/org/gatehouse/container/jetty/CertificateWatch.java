package org.gatehouse.container.jetty;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gatehouse.container.PemKeyStore;
import org.gatehouse.container.TlsFiles;

/**
 * Gives a listener its certificate and the authorities of its clients, and again whenever their files change: new
 * connections get the new ones within two seconds, open ones go on.
 */
final class CertificateWatch extends AbstractLifeCycle {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());
    private static final long PERIOD_SECONDS = 1;

    private final Server server;
    private final SslContextFactory.Server tls;
    private final TlsFiles files;
    private volatile Scheduler.Task next;

    /** Watches from now on, so that no change between {@link #load} and the server's start is missed. */
    CertificateWatch(
            Server server, SslContextFactory.Server tls, Path certificate, Path key, Optional<Path> authorities) {
        this.server = server;
        this.tls = tls;
        this.files = new TlsFiles(certificate, key, authorities);
    }

    /** The first reading, before the listener opens. */
    void load() throws GeneralSecurityException {
        use(tls, files.read());
    }

    private static void use(SslContextFactory factory, TlsFiles.Content content) {
        factory.setKeyStore(content.identity());
        factory.setKeyStorePassword(PemKeyStore.PASSWORD);
        factory.setTrustStore(content.authorities().orElse(null));
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
        next = server.getScheduler().schedule(this::begin, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void begin() {
        try {
            // Reading files is no work for the scheduler's only thread.
            server.getThreadPool().execute(this::look);
        } catch (RejectedExecutionException allBusy) {
            LOG.log(Level.DEBUG, "no thread looks at the certificates now", allBusy);
            if (isStarted()) {
                schedule();
            }
        }
    }

    private void look() {
        try {
            if (files.isDue()) {
                // All files are read before anything is changed: a Jetty left half-way would serve nobody.
                Optional<TlsFiles.Content> content = files.renewed();
                if (content.isPresent()) {
                    tls.reload(factory -> use(factory, content.get()));
                }
            }
        } catch (Exception e) {
            LOG.log(Level.ERROR, "Jetty did not take the new certificates", e);
        } finally {
            if (isStarted()) {
                schedule();
            }
        }
    }
}
