package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Repairs a unit of a node's storage, which has none that can be repaired. */
final class RepairNodeStorage implements Operation {
    private final Site site;

    RepairNodeStorage(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Node node = site.node(task.args(), "node_name", "node_uuid");
        String type = task.args().text("storage_type");
        if (!type.equals("lvm-vg")) {
            throw Refusal.prerequisite("Storage units of type '" + type + "' can not be repaired", Refusal.WRONG_INPUT);
        }
        return Locks.none().sharedNodes(List.of(node.uuid())).set();
    }

    @Override
    public Work check(Task task) {
        Storage.enabled(site, task.args().text("storage_type"));
        throw Refusal.unsupported("storage units of type '" + task.args().text("storage_type") + "'");
    }
}
