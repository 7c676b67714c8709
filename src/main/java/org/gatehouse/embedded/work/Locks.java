package org.gatehouse.embedded.work;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.gatehouse.embedded.queue.LockRequest;

/**
 * The locks that an operation asks for. Everybody shares the cluster's; objects that are only looked at are shared, which
 * keeps independent jobs from waiting for each other.
 */
final class Locks {
    private final Set<LockRequest> requests = new HashSet<>(Set.of(LockRequest.shared("cluster")));

    private Locks() {}

    /** No lock but the cluster's. */
    static Locks none() {
        return new Locks();
    }

    Locks instance(String name) {
        return exclusive("instance/" + name);
    }

    Locks sharedInstances(Collection<String> names) {
        names.forEach(name -> shared("instance/" + name));
        return this;
    }

    Locks node(String uuid) {
        return exclusive("node/" + uuid);
    }

    Locks sharedNodes(Collection<String> uuids) {
        uuids.forEach(uuid -> shared("node/" + uuid));
        return this;
    }

    Locks group(String uuid) {
        return exclusive("group/" + uuid);
    }

    Locks sharedGroup(String uuid) {
        return shared("group/" + uuid);
    }

    Locks network(String uuid) {
        return exclusive("network/" + uuid);
    }

    Locks sharedNetwork(String uuid) {
        return shared("network/" + uuid);
    }

    /** All of them. A lock that is asked for in both ways is wanted alone. */
    Set<LockRequest> set() {
        Set<LockRequest> least = new HashSet<>(requests);
        least.removeIf(request -> !request.exclusive() && requests.contains(LockRequest.exclusive(request.name())));
        return least;
    }

    private Locks exclusive(String name) {
        requests.add(LockRequest.exclusive(name));
        return this;
    }

    private Locks shared(String name) {
        requests.add(LockRequest.shared(name));
        return this;
    }
}
