package org.gatehouse.transfer.pull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How to pull.
 *
 * @param patience for how long failures are borne while nothing is gained
 * @param proxy an HTTP proxy to go through with CONNECT, {@code http://host:port}; TLS stays end to end
 * @param codings which content codings may be asked for, the best first. If that is not {@code identity}, the disk comes as one
 *     coded stream, since ranges of coded answers do not exist
 * @param connections how many ranges of a disk are fetched at once
 */
public record PullOptions(Duration patience, Optional<URI> proxy, List<String> codings, int connections) {
    /** The codings that there are. */
    public static final List<String> CODINGS = List.of("identity", "gzip", "zstd");

    /** Ranges over four connections, and an hour of patience. */
    public static final PullOptions USUAL =
            new PullOptions(Duration.ofHours(1), Optional.empty(), List.of("identity"), 4);

    private static final int MOST_CONNECTIONS = 64;

    /** Fails with {@link IllegalArgumentException} for unknown codings and what else cannot be done. */
    public PullOptions {
        Objects.requireNonNull(patience);
        codings = List.copyOf(codings);
        if (codings.isEmpty() || !CODINGS.containsAll(codings)) {
            throw new IllegalArgumentException("codings must be some of " + CODINGS + ", not " + codings);
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(connections + " connections");
        }
        proxy.ifPresent(PullOptions::check);
    }

    private static void check(URI proxy) {
        if (!"http".equals(proxy.getScheme()) || proxy.getHost() == null || proxy.getPort() < 0) {
            throw new IllegalArgumentException("a proxy is given as http://host:port, not " + proxy);
        }
    }

    /** The same, through this many connections. */
    public PullOptions withConnections(int number) {
        return new PullOptions(patience, proxy, codings, number);
    }

    /** Whether one coded stream is wanted rather than ranges. */
    boolean coded() {
        return !codings.get(0).equals("identity");
    }
}
