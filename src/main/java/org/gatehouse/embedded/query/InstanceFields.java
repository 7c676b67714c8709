package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;

/** The fields of instances. */
final class InstanceFields {
    /** Parameters that belong to the cluster's nodes, not to an instance, though they stand among the others. */
    private static final Set<String> NOT_OF_INSTANCES =
            Set.of("migration_bandwidth", "migration_mode", "migration_port", "xen_cmd");

    /** The lists with one element for each network card, and how the field of a single card is called. */
    private static final Map<String, String> CARDS = Map.of(
            "nic.ips", "nic.ip/",
            "nic.macs", "nic.mac/",
            "nic.modes", "nic.mode/",
            "nic.links", "nic.link/",
            "nic.bridges", "nic.bridge/",
            "nic.vlans", "nic.vlan/",
            "nic.names", "nic.name/",
            "nic.uuids", "nic.uuid/",
            "nic.networks", "nic.network/",
            "nic.networks.names", "nic.network.name/");

    private static final Map<String, BiFunction<Nic, Scope, Object>> OF_CARD = Map.of(
            "nic.ip/", (nic, scope) -> nic.ip(),
            "nic.mac/", (nic, scope) -> nic.mac(),
            "nic.mode/", InstanceFields::mode,
            "nic.link/", (nic, scope) -> scope.nicParameter(nic, "link"),
            "nic.bridge/", (nic, scope) -> ifMode("bridged", "link", nic, scope),
            "nic.vlan/", (nic, scope) -> ifMode("openvswitch", "vlan", nic, scope),
            "nic.name/", (nic, scope) -> nic.name(),
            "nic.uuid/", (nic, scope) -> nic.uuid(),
            "nic.network/", (nic, scope) -> nic.network(),
            "nic.network.name/",
                    (nic, scope) ->
                            scope.network(nic.network()).map(Network::name).orElse(null));

    private static final Map<String, String> DISKS = Map.of(
            "disk.names", "disk.name/",
            "disk.sizes", "disk.size/",
            "disk.spindles", "disk.spindles/",
            "disk.uuids", "disk.uuid/");

    private static final Map<String, Function<Disk, Object>> OF_DISK = Map.of(
            "disk.name/", Disk::name,
            "disk.size/", Disk::size,
            "disk.spindles/", Disk::spindles,
            "disk.uuid/", Disk::uuid);

    private InstanceFields() {}

    static Fields<Instance> table(List<Description> descriptions) {
        Getters<Instance> getters = Getters.ofItems(Instance::tags);
        own(getters);
        parameters(getters);
        places(getters);
        live(getters);
        disks(getters);
        cards(getters);
        return getters.hostNames("name", "pnode").table(descriptions);
    }

    private static void own(Getters<Instance> getters) {
        getters.value("name", Instance::name)
                .value("admin_state", instance -> instance.state().admin())
                .value("admin_state_source", instance -> instance.state().source())
                .value("admin_up", instance -> instance.state().admin().equals("up"))
                .value("disk_template", Instance::diskTemplate)
                .value("disks_active", instance -> instance.state().disksActive())
                .value("forthcoming", instance -> false)
                .value("hypervisor", Instance::hypervisor)
                .optional("network_port", Instance::networkPort)
                .value("os", Instance::os);
    }

    private static void parameters(Getters<Instance> getters) {
        getters.cell("beparams", (instance, scope) -> Cell.of(scope.filled().beparams(instance)))
                .value("custom_beparams", instance -> instance.parameters().beparams())
                .family("be/", name -> backend(name.equals("memory") ? "maxmem" : name))
                .cell("vcpus", backend("vcpus"))
                .cell("hvparams", (instance, scope) -> Cell.of(hvparams(instance, scope)))
                .value("custom_hvparams", instance -> instance.parameters().hvparams())
                .family(
                        "hv/",
                        name -> (instance, scope) ->
                                Cell.available(hvparams(instance, scope).get(name)))
                .cell(
                        "osparams",
                        (instance, scope) -> Cell.of(scope.filled()
                                .osparams(instance.os(), instance.parameters().osparams())))
                .value("custom_osparams", instance -> instance.parameters().osparams())
                .value(
                        "custom_nicparams",
                        instance -> instance.nics().stream()
                                .map(nic -> (Object) nic.nicparams())
                                .toList());
    }

    private static Getter<Instance> backend(String name) {
        return (instance, scope) ->
                Cell.available(scope.filled().beparams(instance).get(name));
    }

    private static Map<String, Object> hvparams(Instance instance, Scope scope) {
        Map<String, Object> all = new LinkedHashMap<>(scope.filled().hvparams(instance));
        all.keySet().removeAll(NOT_OF_INSTANCES);
        return all;
    }

    private static void places(Getters<Instance> getters) {
        getters.cell("pnode", primary((node, scope) -> node.name()))
                .cell("pnode.group", primary((node, scope) -> group(node, scope, Group::name)))
                .cell("pnode.group.uuid", primary((node, scope) -> node.group()))
                .cell("snodes", secondaries((node, scope) -> node.name()))
                .cell("snodes.group", secondaries((node, scope) -> group(node, scope, Group::name)))
                .cell("snodes.group.uuid", secondaries((node, scope) -> node.group()));
    }

    private static Object group(Node node, Scope scope, Function<Group, Object> value) {
        return scope.groupOf(node).map(value).orElse(null);
    }

    private static Getter<Instance> primary(BiFunction<Node, Scope, Object> value) {
        return (instance, scope) -> scope.node(instance.primaryNode())
                .map(node -> Cell.available(value.apply(node, scope)))
                .orElse(Cell.NO_DATA);
    }

    private static Getter<Instance> secondaries(BiFunction<Node, Scope, Object> value) {
        return (instance, scope) -> Cell.of(instance.secondaryNodes().stream()
                .flatMap(uuid -> scope.node(uuid).stream())
                .map(node -> value.apply(node, scope))
                .filter(Objects::nonNull)
                .toList());
    }

    private static void live(Getters<Instance> getters) {
        getters.cell("status", (instance, scope) -> Cell.of(status(instance, scope.isOffline(instance.primaryNode()))))
                .cell(
                        "oper_state",
                        (instance, scope) -> scope.isOffline(instance.primaryNode())
                                ? Cell.NO_DATA
                                : Cell.of(instance.state().running()))
                .cell("oper_ram", running("maxmem"))
                .cell("oper_vcpus", running("vcpus"))
                .cell(
                        "console",
                        (instance, scope) ->
                                scope.isOffline(instance.primaryNode()) ? Cell.OFFLINE : Cell.of(console(instance)));
    }

    private static Getter<Instance> running(String parameter) {
        return (instance, scope) -> {
            if (scope.isOffline(instance.primaryNode())) {
                return Cell.OFFLINE;
            }
            boolean running = instance.state().running();
            return running ? backend(parameter).get(instance, scope) : Cell.UNAVAILABLE;
        };
    }

    private static String status(Instance instance, boolean offline) {
        if (offline) {
            return "ERROR_nodeoffline";
        }
        boolean up = instance.state().admin().equals("up");
        if (instance.state().running()) {
            return up ? "running" : "ERROR_up";
        }
        if (up) {
            return "ERROR_down";
        }
        if (instance.state().admin().equals("offline")) {
            return "ADMIN_offline";
        }
        return instance.state().source().equals("user") ? "USER_down" : "ADMIN_down";
    }

    private static Map<String, Object> console(Instance instance) {
        Map<String, Object> console = new LinkedHashMap<>();
        console.put("instance", instance.name());
        console.put("kind", "msg");
        console.put("message", "Console not available for fake hypervisor");
        return console;
    }

    private static void disks(Getters<Instance> getters) {
        getters.value("disk.count", instance -> instance.disks().size())
                .value(
                        "disk_usage",
                        instance ->
                                instance.disks().stream().mapToLong(Disk::size).sum())
                .cell("sda_size", disk("disk.size/", 0))
                .cell("sdb_size", disk("disk.size/", 1));
        DISKS.forEach((list, single) -> getters.value(
                list, instance -> nullable(instance.disks().stream().map(OF_DISK.get(single)))));
        OF_DISK.keySet().forEach(single -> getters.family(single, number -> disk(single, Integer.parseInt(number))));
    }

    private static Getter<Instance> disk(String field, int index) {
        return (instance, scope) -> index < instance.disks().size()
                ? Cell.available(OF_DISK.get(field).apply(instance.disks().get(index)))
                : Cell.UNAVAILABLE;
    }

    private static void cards(Getters<Instance> getters) {
        getters.value("nic.count", instance -> instance.nics().size())
                .cell("bridge", card("nic.bridge/", 0))
                .cell("ip", card("nic.ip/", 0))
                .cell("mac", card("nic.mac/", 0))
                .cell("nic_link", card("nic.link/", 0))
                .cell("nic_mode", card("nic.mode/", 0))
                .cell("nic_network", card("nic.network/", 0));
        CARDS.forEach((list, single) -> getters.cell(
                list,
                (instance, scope) -> Cell.of(nullable(
                        instance.nics().stream().map(nic -> OF_CARD.get(single).apply(nic, scope))))));
        OF_CARD.keySet().forEach(single -> getters.family(single, number -> card(single, Integer.parseInt(number))));
    }

    private static Getter<Instance> card(String field, int index) {
        return (instance, scope) -> index < instance.nics().size()
                ? Cell.available(OF_CARD.get(field).apply(instance.nics().get(index), scope))
                : Cell.UNAVAILABLE;
    }

    private static Object mode(Nic nic, Scope scope) {
        return scope.nicParameter(nic, "mode");
    }

    private static Object ifMode(String mode, String parameter, Nic nic, Scope scope) {
        return mode.equals(mode(nic, scope)) ? scope.nicParameter(nic, parameter) : null;
    }

    private static List<Object> nullable(Stream<Object> values) {
        List<Object> list = new ArrayList<>();
        values.forEach(list::add);
        return Collections.unmodifiableList(list);
    }
}
