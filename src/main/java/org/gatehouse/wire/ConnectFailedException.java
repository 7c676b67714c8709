package org.gatehouse.wire;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A connection could not be made. */
public final class ConnectFailedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What kept the connection from being made. */
    public enum Kind {
        /** There is no socket, or nobody listens at it. */
        ABSENT,
        /** The operating system forbids it to this process. */
        FORBIDDEN,
        /** The listener is there but has as many callers waiting as it allows; try again in a moment. */
        CROWDED,
        /** Anything else: no file descriptors left, say. */
        OTHER
    }

    private final Kind kind;

    ConnectFailedException(Kind kind, Path socket, Throwable cause) {
        super("cannot connect to " + socket, cause);
        this.kind = kind;
    }

    /** What kept the connection from being made. */
    public Kind kind() {
        return kind;
    }
}
