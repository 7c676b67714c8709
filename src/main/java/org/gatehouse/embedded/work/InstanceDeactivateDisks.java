package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** Lets go of an instance's disks. */
final class InstanceDeactivateDisks implements Operation {
    private final Site site;

    InstanceDeactivateDisks(Site site) {
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
        return () -> {
            if (!task.args().flag("force")) {
                Checks.state(site, task, instance, Checks.DOWN, "cannot shutdown disks");
            }
            site.update(instance, latest -> latest.withState(latest.state().withDisksActive(false)));
            return null;
        };
    }
}
