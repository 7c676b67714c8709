package org.gatehouse.embedded.work;

import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Adds a network and keeps its addresses that are in use already from instances. */
final class NetworkAdd implements Operation {
    private final Site site;

    NetworkAdd(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (args.has("mac_prefix")) {
            args.set("mac_prefix", Addresses.macPrefix(args.text("mac_prefix")));
        }
        Locks locks = Locks.none();
        if (args.flag("conflicts_check")) {
            locks.sharedNodes(Site.uuids(site.model().nodes().all()));
        }
        return locks.set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        String name = args.text("network_name");
        site.model().networks().named(name).ifPresent(network -> {
            throw exists(name, network.uuid());
        });
        if (!task.reserve("network name/" + name)) {
            throw Refusal.prerequisite(
                    "Desired network name '" + name + "' already exists as a network", Refusal.EXISTS);
        }
        args.texts("tags").forEach(Checks::tag);
        return () -> {
            AddressPool pool = pool(args);
            if (args.flag("conflicts_check")) {
                keepNodes(task, pool);
            }
            for (String address : args.texts("add_reserved_ips")) {
                pool.reserve(address, true).ifPresent(problem -> {
                    throw Refusal.execution("Cannot reserve IP address '" + address + "': " + problem);
                });
            }
            site.add(pool.network()
                    .withNetwork6(args.text("network6"), args.text("gateway6"))
                    .withMacPrefix(args.text("mac_prefix"))
                    .withTags(args.texts("tags")));
            return null;
        };
    }

    private static RuntimeException exists(String name, String uuid) {
        return Refusal.prerequisite(
                "Desired network name '" + name + "' already exists as a network (UUID: " + uuid + ")", Refusal.EXISTS);
    }

    private static AddressPool pool(Args args) {
        String name = args.text("network_name");
        String cidr = args.text("network");
        String gateway = args.text("gateway");
        AddressPool.problem(cidr).ifPresent(problem -> {
            throw poolless(name, problem);
        });
        AddressPool pool = new AddressPool(Network.fresh(Site.newUuid(), name, cidr, gateway));
        if (!cidr.startsWith(pool.networkAddress() + "/")) {
            throw Refusal.execution(cidr + " has host bits set");
        }
        for (String address :
                gateway == null ? List.of(pool.first(), pool.last()) : List.of(pool.first(), pool.last(), gateway)) {
            pool.reserve(address, true).ifPresent(problem -> {
                throw poolless(name, problem);
            });
        }
        return pool;
    }

    private static RuntimeException poolless(String name, String problem) {
        return Refusal.execution("Cannot create IP address pool for network '" + name + "': " + problem);
    }

    private void keepNodes(Task task, AddressPool pool) {
        for (Node node : site.model().nodes().all()) {
            for (String address : List.of(node.primaryIp(), node.secondaryIp())) {
                if (pool.contains(address)) {
                    pool.reserve(address, true)
                            .ifPresentOrElse(
                                    problem -> task.warning("Cannot reserve IP address '" + address + "' of node '"
                                            + node.name() + "': " + problem),
                                    () -> task.info(
                                            "Reserved IP address of node '" + node.name() + "' (" + address + ")"));
                }
            }
        }
        String master = (String) site.cluster().setting("master_ip");
        if (pool.contains(master)) {
            pool.reserve(master, true)
                    .ifPresentOrElse(
                            problem -> task.warning(
                                    "Cannot reserve cluster master IP address (" + master + "): " + problem),
                            () -> task.info("Reserved cluster master IP address (" + master + ")"));
        }
    }
}
