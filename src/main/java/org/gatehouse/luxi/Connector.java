package org.gatehouse.luxi;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.wire.ConnectFailedException;
import org.gatehouse.wire.Deadline;
import org.gatehouse.wire.UnixConnection;

/** Connects to luxid, and knows when it pays to try again: luxid is absent for a moment when it restarts. */
final class Connector {
    private static final Duration ABSENT_PAUSE = Duration.ofMillis(100);
    private static final Duration CROWDED_PAUSE = Duration.ofMillis(5);

    private final Path socket;
    private final MasterRole master;
    private final Duration limit;

    Connector(LuxiSettings settings) {
        this.socket = settings.socket();
        this.master = new MasterRole(settings.masterFile());
        this.limit = settings.connectLimit();
    }

    /** The deadline for connecting within a call. */
    Deadline deadline(Deadline call) {
        return call.sooner(Deadline.after(limit));
    }

    /** A connection, tried for until the connect limit or the call's deadline. */
    UnixConnection connect(Deadline call) {
        Deadline deadline = deadline(call);
        while (true) {
            try {
                return UnixConnection.open(socket);
            } catch (ConnectFailedException e) {
                pause(retryAfter(e, deadline));
            }
        }
    }

    /** How long to wait before the next attempt; throws when there is no point in another. */
    Duration retryAfter(ConnectFailedException failure, Deadline deadline) {
        if (failure.kind() == ConnectFailedException.Kind.FORBIDDEN) {
            throw new ClusterException(Reason.NO_PERMISSION, "no permission to connect to " + socket, failure);
        }
        if (failure.kind() == ConnectFailedException.Kind.ABSENT && !master.isOurs()) {
            throw new ClusterException(Reason.NOT_MASTER, socket.toString(), failure);
        }
        if (deadline.hasPassed()) {
            throw new ClusterException(
                    Reason.TIMEOUT, "no connection to " + socket + " within the time allowed", failure);
        }
        Duration pause = failure.kind() == ConnectFailedException.Kind.CROWDED ? CROWDED_PAUSE : ABSENT_PAUSE;
        return pause.compareTo(deadline.remaining()) < 0 ? pause : deadline.remaining();
    }

    /** Waits on the calling thread; fails when that is interrupted. */
    static void pause(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException cause = new InterruptedIOException("interrupted between two attempts");
            cause.initCause(e);
            throw LuxiErrors.broken("the call was interrupted", cause);
        }
    }
}
