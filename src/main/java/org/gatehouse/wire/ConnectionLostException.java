package org.gatehouse.wire;

import java.io.IOException;
import java.io.Serial;

/** The peer closed an established connection, or died. */
public final class ConnectionLostException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean unread;

    /** A loss; {@code unread} as in {@link #unread()}. */
    public ConnectionLostException(String message, boolean unread, Throwable cause) {
        super(message, cause);
        this.unread = unread;
    }

    /** A connection that came to its end too early, which says nothing about what the peer has read. */
    public ConnectionLostException(String message) {
        this(message, false, null);
    }

    /**
     * Whether the kernel vouches that the peer went without having read everything written to it, the last byte at least
     * being among what it did not read. {@code false} means that nothing is known.
     */
    public boolean unread() {
        return unread;
    }
}
