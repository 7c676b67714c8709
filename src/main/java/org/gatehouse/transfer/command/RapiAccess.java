package org.gatehouse.transfer.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How to get at a cluster's Remote API.
 *
 * @param cluster {@code https://HOST:PORT}
 * @param user whose password is in the file
 * @param passwordFile of which the first line counts
 * @param certificate of the caller (PEM), instead of a password
 * @param key of the certificate; in the same file, if not given
 * @param authority who vouches for the cluster (PEM); the system's authorities, if not given. A certificate that the cluster
 *     itself shows may be given too, and is then trusted whatever names it has
 */
public record RapiAccess(
        URI cluster,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> authority) {
    /** Fails with {@link IllegalArgumentException} for what cannot be an address, or half a pair. */
    public RapiAccess {
        Objects.requireNonNull(authority);
        if (!"https".equals(cluster.getScheme()) || cluster.getHost() == null) {
            throw new IllegalArgumentException("a cluster is given as https://HOST:PORT, not " + cluster);
        }
        if (user.isPresent() != passwordFile.isPresent()) {
            throw new IllegalArgumentException("a user and a file with the password belong together");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            throw new IllegalArgumentException("a key needs a certificate");
        }
    }
}
