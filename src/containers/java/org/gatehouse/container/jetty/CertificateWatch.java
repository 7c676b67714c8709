package org.gatehouse.container.jetty;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gatehouse.container.FileWatch;
import org.gatehouse.container.PemKeyStore;

/**
 * Gives a listener its certificate and the authorities of its clients, and again whenever their files change: new
 * connections get the new ones within two seconds, open ones go on. A file that cannot be used, as one that is only
 * half written, leaves everything as it was and a warning in the log.
 */
final class CertificateWatch extends AbstractLifeCycle {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());
    private static final long PERIOD_SECONDS = 1;

    private final Server server;
    private final SslContextFactory.Server tls;
    private final Path certificate;
    private final Path key;
    private final Optional<Path> authorities;
    private final FileWatch files;
    private volatile Scheduler.Task next;

    /** Watches from now on, so that no change between {@link #load} and the server's start is missed. */
    CertificateWatch(
            Server server, SslContextFactory.Server tls, Path certificate, Path key, Optional<Path> authorities) {
        this.server = server;
        this.tls = tls;
        this.certificate = certificate;
        this.key = key;
        this.authorities = authorities;
        List<Path> watched = new ArrayList<>(List.of(certificate, key));
        authorities.ifPresent(watched::add);
        this.files = new FileWatch(watched);
    }

    /** The first reading, before the listener opens. */
    void load() throws IOException, GeneralSecurityException {
        read().accept(tls);
    }

    /** All files are read before anything is changed: a Jetty left half-way would serve nobody. */
    private Consumer<SslContextFactory> read() throws IOException, GeneralSecurityException {
        KeyStore identity = PemKeyStore.identity(certificate, key);
        KeyStore trusted = authorities.isPresent() ? PemKeyStore.authorities(authorities.get()) : null;
        return factory -> {
            factory.setKeyStore(identity);
            factory.setKeyStorePassword(PemKeyStore.PASSWORD);
            factory.setTrustStore(trusted);
        };
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
            tls.reload(read());
            LOG.log(Level.INFO, "new certificates in use: {0}", certificate);
        } catch (Exception unusable) {
            LOG.log(Level.WARNING, "the certificates in use stay, the new ones are unusable", unusable);
        }
    }
}
