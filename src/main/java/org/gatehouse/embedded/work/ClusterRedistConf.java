package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.queue.LockRequest;

/** Writes the configuration anew. There are no other nodes' copies of it here, so that only its serial number shows it. */
final class ClusterRedistConf implements Operation {
    private final Site site;

    ClusterRedistConf(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none().sharedNodes(Site.uuids(site.model().nodes().all())).set();
    }

    @Override
    public Work check(Task task) {
        return () -> {
            site.update(site.cluster(), cluster -> cluster);
            return null;
        };
    }
}
