package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.queue.LockRequest;

/** Starts an instance again, whether it runs or not. */
final class InstanceReboot implements Operation {
    private final Site site;

    InstanceReboot(Site site) {
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
        Checks.state(site, task, instance, Checks.ONLINE, null);
        Checks.online(site.nodeOf(instance));
        return () -> {
            if (!instance.state().running()) {
                task.info("Instance " + instance.name() + " was already stopped, starting now");
            }
            site.update(instance, latest -> latest.withState(new InstanceState("up", "admin", true, true)));
            return null;
        };
    }
}
