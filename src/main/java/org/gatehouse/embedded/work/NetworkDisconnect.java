package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.queue.LockRequest;

/** Takes a network away from a group of nodes. */
final class NetworkDisconnect implements Operation {
    private final Site site;

    NetworkDisconnect(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        site.network(task.args().text("network_name"));
        Group group = site.group(task.args().text("group_name"));
        return Locks.none()
                .group(group.uuid())
                .sharedInstances(
                        site.instancesIn(group).stream().map(Instance::name).toList())
                .set();
    }

    @Override
    public Work check(Task task) {
        Network network = site.network(task.args().text("network_name"));
        Group group = site.group(task.args().text("group_name"));
        if (!group.networks().containsKey(network.uuid())) {
            task.warning(
                    "Network '" + task.args().text("network_name") + "' is not mapped to group '" + group.name() + "'");
            return () -> null;
        }
        NetworkConflicts.check(
                site, task, group, "disconnect from", nic -> network.uuid().equals(nic.network()));
        return () -> {
            site.update(group, latest -> {
                Map<String, Object> networks = new LinkedHashMap<>(latest.networks());
                networks.remove(network.uuid());
                return latest.withNetworks(networks);
            });
            return null;
        };
    }
}
