package org.gatehouse.embedded.queue;

import java.util.Objects;

/**
 * A wish for a lock: {@code cluster}, {@code instance/NAME}, {@code node/UUID}, {@code group/UUID}, {@code network/UUID} or
 * {@code node-alloc}. The names are the queue's to compare only.
 */
public record LockRequest(String name, boolean exclusive) {
    public LockRequest {
        Objects.requireNonNull(name);
    }

    /** The lock, together with others who share it. */
    public static LockRequest shared(String name) {
        return new LockRequest(name, false);
    }

    /** The lock, alone. */
    public static LockRequest exclusive(String name) {
        return new LockRequest(name, true);
    }
}
