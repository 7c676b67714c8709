package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.queue.LockRequest;

/** Says how to reach a running instance's console: not at all, for it is no machine. */
final class InstanceConsole implements Operation {
    private final Site site;

    InstanceConsole(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none()
                .sharedInstances(List.of(site.instance(task.args()).name()))
                .set();
    }

    @Override
    public Work check(Task task) {
        Instance instance = site.instance(task.args());
        Checks.online(site.nodeOf(instance));
        return () -> {
            if (!instance.state().running()) {
                String state = switch (instance.state().admin()) {
                    case "up" -> "ERROR_down";
                    case "down" -> "ADMIN_down";
                    default -> "ADMIN_offline";
                };
                throw Refusal.execution("Instance " + instance.name() + " is not running (state " + state + ")");
            }
            return Map.of(
                    "instance",
                    instance.name(),
                    "kind",
                    "msg",
                    "message",
                    "Console not available for " + instance.hypervisor() + " hypervisor");
        };
    }
}
