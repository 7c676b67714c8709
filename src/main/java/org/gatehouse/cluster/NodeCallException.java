package org.gatehouse.cluster;

import java.io.Serial;
import java.util.Objects;

/** Why a node call has no answer. The message is for whoever made the call. */
public final class NodeCallException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. Only after {@link #LOST} and {@link #CRASHED} may the work have been done, wholly or in part. */
    public enum Reason {
        /** The node has no such operation. */
        UNKNOWN_METHOD,
        /** The node does not let this caller call. */
        FORBIDDEN,
        /** The request could not be read to its end. */
        BAD_REQUEST,
        /** The body is longer than the node takes. */
        TOO_LARGE,
        /** Too many calls are under way. */
        BUSY,
        /** Whoever does the node's work cannot be reached. */
        UNREACHABLE,
        /** The process that worked on the call died, or failed in a way that it did not foresee. */
        CRASHED,
        /** The connection went, or fell silent, while the call ran: its outcome is unknown. */
        LOST
    }

    private final Reason reason;

    /** A failure with its message; {@code cause} may be null. */
    public NodeCallException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    /** The kind of failure. */
    public Reason reason() {
        return reason;
    }
}
