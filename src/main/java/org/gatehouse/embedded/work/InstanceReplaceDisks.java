package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** Replaces one side of mirrored disks. No disk is mirrored here, so that this always ends where Ganeti ends, too. */
final class InstanceReplaceDisks implements Operation {
    private final Site site;

    InstanceReplaceDisks(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if ("replace_new_secondary".equals(args.text("mode"))) {
            if (!args.has("remote_node") && !args.has("iallocator")) {
                throw Refusal.prerequisite(
                        "When changing the secondary either an iallocator script must be used or the new node given",
                        Refusal.WRONG_INPUT);
            }
            Checks.allocatorOrNode(site, args, "iallocator", "remote_node");
        } else if (args.has("remote_node") || args.has("iallocator")) {
            throw Refusal.prerequisite(
                    "The iallocator and new node options can only be used when changing the secondary node",
                    Refusal.WRONG_INPUT);
        }
        Instance instance = site.instance(args);
        if (args.has("remote_node")) {
            site.node(args, "remote_node", "remote_node_uuid");
        }
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(Site.nodesOf(instance))
                .set();
    }

    @Override
    public Work check(Task task) {
        Instance instance = site.instance(task.args());
        throw Refusal.prerequisite(
                "The instance has a strange layout, expected one secondary but found "
                        + instance.secondaryNodes().size(),
                Refusal.FAULT);
    }
}
