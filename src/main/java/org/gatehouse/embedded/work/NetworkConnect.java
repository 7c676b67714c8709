package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.queue.LockRequest;

/** Makes a network usable in a group of nodes. */
final class NetworkConnect implements Operation {
    private final Site site;

    NetworkConnect(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        Network network = site.network(args.text("network_name"));
        Group group = site.group(args.text("group_name"));
        Locks locks = Locks.none().group(group.uuid());
        if (args.flag("conflicts_check")) {
            locks.sharedNetwork(network.uuid())
                    .sharedInstances(
                            site.instancesIn(group).stream().map(Instance::name).toList());
        }
        return locks.set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Network network = site.network(args.text("network_name"));
        Group group = site.group(args.text("group_name"));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("mode", args.text("network_mode"));
        params.put("link", args.text("network_link"));
        params.put("vlan", args.text("network_vlan"));
        Nics.checkSyntax(params);
        if (group.networks().containsKey(network.uuid())) {
            task.warning(
                    "Network '" + args.text("network_name") + "' is already mapped to group '" + group.name() + "'");
            return () -> null;
        }
        if (args.flag("conflicts_check")) {
            AddressPool pool = new AddressPool(network);
            NetworkConflicts.check(site, task, group, "connect to", nic -> pool.contains(nic.ip()));
        }
        return () -> {
            site.update(group, latest -> {
                Map<String, Object> networks = new LinkedHashMap<>(latest.networks());
                networks.put(network.uuid(), params);
                return latest.withNetworks(networks);
            });
            return null;
        };
    }
}
