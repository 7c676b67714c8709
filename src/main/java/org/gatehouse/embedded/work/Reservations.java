package org.gatehouse.embedded.work;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Addresses and names that checked, but not yet finished operations are going to use. For any number of threads. */
final class Reservations {
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    /** Takes a thing, unless another operation has it. */
    boolean take(String thing) {
        return taken.add(thing);
    }

    /** Gives things back. */
    void release(Collection<String> things) {
        taken.removeAll(things);
    }
}
