package org.gatehouse.embedded.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.gatehouse.cluster.ClusterException;

/** Whether changes can be written at present. What cannot is logged once a minute, and tried once a second. Its owner's lock guards it. */
final class StoreHealth {
    private static final Logger LOG = System.getLogger(StoreHealth.class.getName());
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

    private final Path file;
    private volatile boolean failing;
    private String reason = "";
    private long failedAt;
    private long loggedAt = System.nanoTime() - LOG_NANOS;

    StoreHealth(Path file) {
        this.file = file;
    }

    boolean isFailing() {
        return failing;
    }

    /** Fails if the last failure was a moment ago: a full disk does not get better by more attempts. */
    void refuseTooSoon() {
        if (failing && System.nanoTime() - failedAt < PAUSE_NANOS) {
            throw failure(null);
        }
    }

    /** A change was not written: what to throw. */
    ClusterException failed(Exception cause) {
        failing = true;
        failedAt = System.nanoTime();
        reason = StoreOpening.reason(cause);
        if (failedAt - loggedAt >= LOG_NANOS) {
            loggedAt = failedAt;
            LOG.log(
                    Level.ERROR,
                    "cannot write the embedded cluster''s file {0}: {1}; changes are refused and jobs wait until it can be written",
                    file,
                    reason);
        }
        return failure(cause);
    }

    void succeeded() {
        if (failing) {
            failing = false;
            LOG.log(Level.INFO, "the embedded cluster''s file {0} can be written again", file);
        }
    }

    private ClusterException failure(Exception cause) {
        return new ClusterException(
                ClusterException.Reason.BUSY, "the embedded cluster cannot be changed at present: " + reason, cause);
    }
}
