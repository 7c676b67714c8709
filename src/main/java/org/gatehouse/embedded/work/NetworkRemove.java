package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.queue.LockRequest;

/** Removes a network that no group is connected to. */
final class NetworkRemove implements Operation {
    private final Site site;

    NetworkRemove(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Locks locks = Locks.none()
                .network(site.network(task.args().text("network_name")).uuid());
        site.model().groups().all().forEach(group -> locks.sharedGroup(group.uuid()));
        return locks.set();
    }

    @Override
    public Work check(Task task) {
        Network network = site.network(task.args().text("network_name"));
        List<String> connected = site.model().groups().all().stream()
                .filter(group -> group.networks().containsKey(network.uuid()))
                .map(Group::name)
                .toList();
        if (!connected.isEmpty()) {
            task.warning("Network '" + task.args().text("network_name")
                    + "' is connected to the following node groups: " + Texts.joined(Texts.sorted(connected)));
            throw Refusal.prerequisite("Network still connected", Refusal.WRONG_STATE);
        }
        return () -> {
            site.change(edit -> edit.remove(network));
            return null;
        };
    }
}
