package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Makes an instance's disks ready for use, and says where they are. */
final class InstanceActivateDisks implements Operation {
    private final Site site;

    InstanceActivateDisks(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Instance instance = site.instance(task.args());
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(List.of(instance.primaryNode()))
                .set();
    }

    @Override
    public Work check(Task task) {
        Instance instance = site.instance(task.args());
        Node node = site.nodeOf(instance);
        Checks.online(node);
        return () -> {
            site.update(instance, latest -> latest.withState(latest.state().withDisksActive(true)));
            if (task.args().flag("wait_for_sync")) {
                new DiskWork(site, task).waitForSync(instance);
            }
            return Disks.devices(node, instance);
        };
    }
}
