package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Turns a node off and on again: whatever ran on it does not any more. */
final class NodePowercycle implements Operation {
    private final Site site;

    NodePowercycle(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Node node = site.node(task.args(), "node_name", "node_uuid");
        if (site.isMaster(node) && !task.args().flag("force")) {
            throw Refusal.prerequisite(
                    "The node is the master and the force parameter was not set", Refusal.WRONG_INPUT);
        }
        return Locks.none().set();
    }

    @Override
    public Work check(Task task) {
        Node node = site.node(task.args(), "node_name", "node_uuid");
        return () -> {
            if (node.flags().offline()) {
                throw Refusal.execution("Failed to schedule the reboot: Node is marked offline");
            }
            for (Instance instance : site.instancesOn(node)) {
                site.update(instance, latest -> latest.withState(latest.state().withRunning(false)));
            }
            return "Reboot scheduled in 5 seconds";
        };
    }
}
