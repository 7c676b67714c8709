package org.gatehouse.transfer.pull;

import java.io.Serial;
import java.util.Objects;

/** Why a disk was not pulled. The message is for people. */
public final class PullException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** The source does not give the disk to us, or is not who it should be. */
        REFUSED,
        /** The disk is not the one that it was when the pull began. */
        SOURCE_CHANGED,
        /** What lies on the target is not what the source has, tried several times; or that cannot be found out. */
        DIGEST,
        /** The target cannot be written or read. */
        TARGET,
        /** It failed for so long that the patience is over. */
        PATIENCE,
        /** The source does not answer as it should. */
        PROTOCOL,
        /** It was stopped. */
        CANCELLED
    }

    private final Kind kind;

    /** A failure with its reason; {@code cause} may be null. */
    public PullException(Kind kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = Objects.requireNonNull(kind);
    }

    /** The kind of failure. */
    public Kind kind() {
        return kind;
    }
}
