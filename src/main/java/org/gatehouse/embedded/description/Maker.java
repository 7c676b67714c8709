package org.gatehouse.embedded.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.NodeHardware;
import org.gatehouse.embedded.model.OsDefinition;

/** Makes the objects that a description speaks of. Used once. */
final class Maker {
    private static final String HOSTS = "hosts";
    private static final int MOST_HOSTS = 100_000;
    private static final int MOST_NODES = 10_000;
    private static final long MOST_MEBIBYTES = 1L << 40;

    private final Part whole;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Item> networks = new LinkedHashMap<>();
    private final Map<String, Item> systems = new LinkedHashMap<>();

    Maker(Part whole) {
        this.whole = whole;
    }

    List<Item> make() {
        whole.allow("name", "settings", "tags", "groups", "nodes", "networks", "systems", "hosts", "instances");
        whole.parts("groups").forEach(this::addGroup);
        if (groups.isEmpty()) {
            groups.put("default", Group.fresh(newUuid(), "default"));
        }
        whole.parts("nodes").forEach(this::addNodes);
        if (nodes.isEmpty()) {
            throw whole.bad("nodes", "a cluster needs a node");
        }
        whole.parts("networks").forEach(this::addNetwork);
        whole.parts("systems").forEach(this::addSystem);
        ClusterConfig cluster = cluster();
        List<Item> items = new ArrayList<>(List.of(cluster));
        items.addAll(groups.values());
        items.addAll(candidates(cluster.number("candidate_pool_size")));
        items.addAll(networks.values());
        items.addAll(systems.values());
        items.addAll(new InstanceMaker(cluster, List.copyOf(nodes.values())).make(whole.parts("instances")));
        return items;
    }

    static String newUuid() {
        return UUID.randomUUID().toString();
    }

    private ClusterConfig cluster() {
        String master = nodes.values().iterator().next().uuid();
        ClusterConfig cluster =
                ClusterConfig.fresh(newUuid(), whole.text("name"), master).withTags(whole.texts("tags", List.of()));
        for (Map.Entry<String, Object> setting : whole.object("settings").entrySet()) {
            Object usual = cluster.setting(setting.getKey());
            if (!cluster.settings().containsKey(setting.getKey())) {
                throw whole.bad("settings." + setting.getKey(), "clusters have no such setting");
            }
            if (usual != null && !isAlike(usual, setting.getValue())) {
                throw whole.bad("settings." + setting.getKey(), "expected something like " + usual);
            }
            cluster = cluster.with(setting.getKey(), setting.getValue());
        }
        return cluster.with(HOSTS, hosts());
    }

    /** Which names have addresses, in place of a name server. */
    private Map<String, Object> hosts() {
        Map<String, Object> hosts = new LinkedHashMap<>();
        for (Part part : whole.parts(HOSTS)) {
            part.allow("name", "count", "ip");
            List<String> names = part.names(MOST_HOSTS);
            String ip = part.text("ip");
            if (names.size() > 1 && !ip.contains("{}")) {
                throw part.bad("ip", "with a count, the address needs {} where the number is to stand");
            }
            for (int i = 0; i < names.size(); i++) {
                addOnce(hosts, part, names.get(i), ip.replace("{}", Integer.toString(i + 1)));
            }
        }
        return hosts;
    }

    private static boolean isAlike(Object usual, Object value) {
        return usual instanceof Map
                ? value instanceof Map
                : usual instanceof List
                        ? value instanceof List
                        : usual instanceof Number
                                ? value instanceof Number
                                : usual.getClass().isInstance(value);
    }

    private void addGroup(Part part) {
        part.allow("name", "alloc_policy", "tags");
        String policy = part.text("alloc_policy", "preferred");
        if (!List.of("preferred", "last_resort", "unallocable").contains(policy)) {
            throw part.bad("alloc_policy", "expected preferred, last_resort or unallocable");
        }
        String name = part.text("name");
        Group group = Group.fresh(newUuid(), name).withAllocPolicy(policy).withTags(part.texts("tags", List.of()));
        addOnce(groups, part, name, group);
    }

    private void addNodes(Part part) {
        part.allow(
                "name",
                "count",
                "group",
                "ip",
                "memory",
                "reserved_memory",
                "disk",
                "cpus",
                "cpu_nodes",
                "cpu_sockets",
                "tags");
        String groupName = part.text("group", groups.keySet().iterator().next());
        Group group = groups.get(groupName);
        if (group == null) {
            throw part.bad("group", "there is no group '" + groupName + "'");
        }
        if (part.has("ip") && part.has("count")) {
            throw part.bad("ip", "many nodes cannot have one address");
        }
        NodeHardware usual = NodeHardware.USUAL;
        NodeHardware hardware = new NodeHardware(
                part.number("memory", usual.memory(), 128, MOST_MEBIBYTES),
                part.number("reserved_memory", usual.reservedMemory(), 0, MOST_MEBIBYTES),
                part.number("disk", usual.disk(), 0, MOST_MEBIBYTES),
                (int) part.number("cpus", usual.cpus(), 1, 1 << 20),
                (int) part.number("cpu_nodes", usual.cpuNodes(), 1, 1 << 20),
                (int) part.number("cpu_sockets", usual.cpuSockets(), 1, 1 << 20));
        for (String name : part.names(MOST_NODES)) {
            Node node = Node.fresh(newUuid(), name, part.text("ip", address(nodes.size())), group.uuid(), hardware)
                    .withTags(part.texts("tags", List.of()));
            addOnce(nodes, part, name, node);
        }
    }

    /** Addresses for tests: nobody else's. */
    private static String address(int index) {
        return "198.18." + index / 250 + "." + (index % 250 + 1);
    }

    private List<Node> candidates(long poolSize) {
        List<Node> result = new ArrayList<>();
        for (Node node : nodes.values()) {
            result.add(node.withFlags(node.flags().withMasterCandidate(result.size() < poolSize)));
        }
        return result;
    }

    private void addNetwork(Part part) {
        part.allow("name", "network", "gateway", "tags");
        String name = part.text("name");
        Ipv4Block block = Ipv4Block.parse(part.text("network"))
                .orElseThrow(() -> part.bad("network", "expected a network such as 192.0.2.0/24, from /16 to /30"));
        Network network =
                Network.fresh(newUuid(), name, part.text("network"), null).withTags(part.texts("tags", List.of()));
        // Ganeti keeps the network's own address, its gateway and the broadcast address from instances.
        StringBuilder kept = new StringBuilder(network.extReservations());
        kept.setCharAt(0, '1');
        kept.setCharAt(kept.length() - 1, '1');
        if (part.has("gateway")) {
            String gateway = part.text("gateway");
            kept.setCharAt(block.indexOf(gateway).orElseThrow(() -> part.bad("gateway", "is not in the network")), '1');
            network = network.withGateway(gateway);
        }
        addOnce(networks, part, name, network.withPool(network.reservations(), kept.toString()));
    }

    private void addSystem(Part part) {
        part.allow("name", "variants", "parameters");
        Map<String, String> parameters = new LinkedHashMap<>();
        part.object("parameters").forEach((name, text) -> {
            if (!(text instanceof String description)) {
                throw part.bad("parameters." + name, "expected a text that says what it is");
            }
            parameters.put(name, description);
        });
        String name = part.text("name");
        addOnce(systems, part, name, new OsDefinition(name, part.texts("variants", List.of()), parameters));
    }

    private static <T> void addOnce(Map<String, ? super T> known, Part part, String name, T added) {
        if (known.putIfAbsent(name, added) != null) {
            throw part.bad("name", "'" + name + "' is there already");
        }
    }
}
