package org.gatehouse.container;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The PEM files of a listener, in either container: its certificate and key, and the authorities of its clients. They are looked at whenever
 * the container likes. As long as they cannot be used, as while one of two files is being replaced, what is in use stays and the reason is
 * logged once. For one thread at a time.
 */
public final class TlsFiles {
    private static final System.Logger LOG = System.getLogger(TlsFiles.class.getName());

    private final Path certificate;
    private final Path key;
    private final Optional<Path> authorities;
    private final FileWatch watch;
    private String reason = "";

    /**
     * What the files hold.
     *
     * @param identity the listener's key and chain, protected by {@link PemKeyStore#PASSWORD}
     * @param authorities whose client certificates are good; empty if certificates are not asked for
     */
    public record Content(KeyStore identity, Optional<KeyStore> authorities) {}

    /** Watches from now on, so that no change between this and the first reading is missed. */
    public TlsFiles(Path certificate, Path key, Optional<Path> authorities) {
        this.certificate = certificate;
        this.key = key;
        this.authorities = authorities;
        List<Path> watched = new ArrayList<>(List.of(certificate, key));
        authorities.ifPresent(watched::add);
        this.watch = new FileWatch(watched);
    }

    /** Reads all files; the message of a failure says which cannot be used and why. */
    public Content read() throws GeneralSecurityException {
        KeyStore identity = PemKeyStore.identity(certificate, key);
        return authorities.isEmpty()
                ? new Content(identity, Optional.empty())
                : new Content(identity, Optional.of(PemKeyStore.authorities(authorities.get())));
    }

    /** True if the files have changed since the last look, or could not be used then. */
    public boolean isDue() {
        return watch.changed() || !reason.isEmpty();
    }

    /** Reads the files anew; empty if they cannot be used. */
    public Optional<Content> renewed() {
        try {
            Content content = read();
            LOG.log(Level.INFO, "new certificates in use: {0}", certificate);
            reason = "";
            return Optional.of(content);
        } catch (GeneralSecurityException e) {
            if (!e.getMessage().equals(reason)) {
                LOG.log(Level.WARNING, "the certificates in use stay: {0}", e.getMessage());
            }
            reason = e.getMessage();
            return Optional.empty();
        }
    }
}
