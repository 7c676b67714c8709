package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Changes a unit of a node's storage, which has none that can be changed. */
final class NodeModifyStorage implements Operation {
    private final Site site;

    NodeModifyStorage(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        Node node = site.node(args, "node_name", "node_uuid");
        String type = args.text("storage_type");
        if (!type.equals("lvm-pv")) {
            throw Refusal.prerequisite("Storage units of type '" + type + "' can not be modified", Refusal.WRONG_INPUT);
        }
        Set<String> others = new TreeSet<>(args.map("changes").keySet());
        others.remove("allocatable");
        if (!others.isEmpty()) {
            throw Refusal.prerequisite(
                    "The following fields can not be modified for storage units of type '" + type + "': "
                            + Texts.plain(List.copyOf(others)),
                    Refusal.WRONG_INPUT);
        }
        return Locks.none().sharedNodes(List.of(node.uuid())).set();
    }

    @Override
    public Work check(Task task) {
        Storage.enabled(site, task.args().text("storage_type"));
        throw Refusal.unsupported("storage units of type '" + task.args().text("storage_type") + "'");
    }
}
