package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Stops an instance and removes it with its disks. */
final class InstanceRemove implements Operation {
    private final Site site;

    InstanceRemove(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Instance instance = site.instance(task.args());
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(Site.nodesOf(instance))
                .set();
    }

    @Override
    public Work check(Task task) {
        Instance instance = site.instance(task.args());
        return () -> {
            Node node = site.nodeOf(instance);
            boolean ignore = task.args().flag("ignore_failures");
            if (node.flags().offline()) {
                if (!ignore) {
                    throw Refusal.execution("Could not shutdown instance " + instance.name() + " on node " + node.name()
                            + ": Node is marked offline");
                }
                task.log("Warning: can't shutdown instance: Node is marked offline");
            }
            remove(site, task, instance, ignore);
            return null;
        };
    }

    /** Removes an instance that is down from the cluster, its disks first. */
    static void remove(Site site, Task task, Instance instance, boolean ignoreFailures) throws InterruptedException {
        boolean gone = new DiskWork(site, task).remove(site.nodeOf(instance), instance.disks(), instance.disks());
        if (!gone) {
            if (!ignoreFailures) {
                throw Refusal.execution("Can't remove instance's disks");
            }
            task.log("Warning: can't remove instance's disks");
        }
        site.change(edit -> edit.latest(instance).ifPresent(latest -> {
            edit.remove(latest);
            Pools.give(site, edit, latest.nics());
        }));
    }
}
