package org.gatehouse.container;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finishes what runs before the container stops: lets the application end what it can end in order, takes no new connections, and
 * waits until all requests are answered. What is left when the time is up is cut off by a TCP reset. Used once.
 *
 * @param <C> the container's own type of a connection
 */
public final class GracefulStop<C> {
    private static final System.Logger LOG = System.getLogger(GracefulStop.class.getName());
    private static final long ROUND_MILLIS = 20;
    /** Requests that are on their way when the stop begins arrive within this time. */
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** What the container and the application need to close afterwards. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final OpenConnections<C> connections;
    private final ApplicationStop application;
    private final IdentityHashMap<C, Long> lastBusy = new IdentityHashMap<>();

    /** A stop that has not begun. */
    public GracefulStop(OpenConnections<C> connections, ApplicationStop application) {
        this.connections = connections;
        this.application = application;
    }

    /** Returns when everything is finished or the time for it is up; the container is to be stopped then. */
    public void run() {
        long start = System.nanoTime();
        long limit = limit(application.timeout()).toNanos();
        // Whoever asks is told of the stop before containers close connections because of it.
        CompletableFuture<?> work = begin();
        connections.refuseNew();
        // From here on each answer says that its connection is closed, so none is closed that was just used.
        long announced = System.nanoTime();
        LOG.log(
                Level.INFO,
                "stopping: {0} requests are under way and have {1} s to finish",
                connections.open().stream().filter(connections::isBusy).count(),
                Duration.ofNanos(limit).toSeconds());
        boolean finished = false;
        while (!finished && System.nanoTime() - start < limit && pause()) {
            finished = closeQuiet(announced) && work.isDone();
        }
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        Collection<C> left = connections.open();
        if (left.isEmpty() && work.isDone()) {
            LOG.log(Level.INFO, "everything was finished after {0,number,#} ms", took);
        } else {
            LOG.log(
                    Level.WARNING,
                    "the time is up after {0,number,#} ms: {1} connections are cut off{2}",
                    took,
                    left.size(),
                    work.isDone() ? "" : ", jobs that run are interrupted");
            left.forEach(connections::reset);
        }
    }

    /** How long requests may go on, if the process is to be gone after {@code timeout}. */
    static Duration limit(Duration timeout) {
        Duration closing = timeout.dividedBy(4);
        return timeout.minus(closing.compareTo(CLOSING) < 0 ? closing : CLOSING);
    }

    private CompletableFuture<?> begin() {
        try {
            CompletionStage<?> stage = application.begin().get();
            return stage.toCompletableFuture();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the application does not stop in order", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Closes connections that have been without a request for a while; true if none is left. */
    private boolean closeQuiet(long announced) {
        long now = System.nanoTime();
        Collection<C> open = connections.open();
        for (C connection : open) {
            if (connections.isBusy(connection)) {
                lastBusy.put(connection, now);
            } else if (now - lastBusy.getOrDefault(connection, announced) > QUIET.toNanos()) {
                connections.close(connection);
            }
        }
        return open.isEmpty();
    }

    private static boolean pause() {
        try {
            Thread.sleep(ROUND_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
