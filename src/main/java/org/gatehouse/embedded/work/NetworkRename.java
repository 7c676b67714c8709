package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.queue.LockRequest;

/** Gives a network another name. */
final class NetworkRename implements Operation {
    private final Site site;

    NetworkRename(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        return Locks.none()
                .network(site.network(task.args().text("network_name")).uuid())
                .set();
    }

    @Override
    public Work check(Task task) {
        Network network = site.network(task.args().text("network_name"));
        String name = task.args().text("new_name");
        site.model().networks().named(name).ifPresent(other -> {
            throw Refusal.prerequisite(
                    "Desired new name '" + name + "' clashes with existing network (UUID: " + other.uuid() + ")",
                    Refusal.EXISTS);
        });
        return () -> {
            site.update(network, latest -> latest.withName(name));
            return name;
        };
    }
}
