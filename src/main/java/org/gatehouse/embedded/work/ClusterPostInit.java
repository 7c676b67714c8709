package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.queue.LockRequest;

/** Says that the cluster is there. Every cluster's first job; there are no hooks here that would run. */
final class ClusterPostInit implements Operation {

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none().set();
    }

    @Override
    public Work check(Task task) {
        return () -> true;
    }
}
