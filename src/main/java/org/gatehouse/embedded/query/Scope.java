package org.gatehouse.embedded.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.Filled;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.pattern.Effort;

/**
 * The cluster as one query sees it, and what has to be gathered from many objects, gathered once and only if somebody asks.
 * Of one thread.
 */
final class Scope {
    private final Model model;
    private final ClusterConfig cluster;
    private final Filled filled;
    private final UUID start;
    private final Effort effort = new Effort(Effort.OF_A_QUERY);
    private Placement placement;
    private Map<String, List<Instance>> users;

    /** {@code start} tells one start of the cluster from others. */
    Scope(Model model, UUID start) {
        this.model = model;
        this.cluster = model.cluster();
        this.filled = new Filled(cluster);
        this.start = start;
    }

    /** What the query's filter may still cost. */
    Effort effort() {
        return effort;
    }

    Model model() {
        return model;
    }

    ClusterConfig cluster() {
        return cluster;
    }

    Filled filled() {
        return filled;
    }

    /** A node, unless it has gone since the query began. */
    Optional<Node> node(String uuid) {
        return model.nodes().find(uuid);
    }

    Optional<Group> groupOf(Node node) {
        return model.groups().find(node.group());
    }

    Optional<Network> network(String uuid) {
        return model.networks().find(uuid);
    }

    boolean isMaster(Node node) {
        return node.uuid().equals(cluster.masterNode());
    }

    boolean isOffline(String node) {
        return node(node).map(found -> found.flags().offline()).orElse(false);
    }

    /** Nodes here boot when the cluster starts. */
    String bootId(Node node) {
        return UUID.nameUUIDFromBytes((start + node.uuid()).getBytes(StandardCharsets.US_ASCII))
                .toString();
    }

    private Placement placement() {
        if (placement == null) {
            placement = new Placement(model);
        }
        return placement;
    }

    /** The instances whose primary node this is, in nice order, as are all these lists. */
    List<Instance> primaries(Node node) {
        return placement().primaries(node.uuid());
    }

    List<Instance> secondaries(Node node) {
        return placement().secondaries(node.uuid());
    }

    List<Node> nodes(Group group) {
        return nice(model.nodes().all(), Node::name).stream()
                .filter(node -> node.group().equals(group.uuid()))
                .toList();
    }

    List<Instance> primaries(Group group) {
        return nice(
                nodes(group).stream().flatMap(node -> primaries(node).stream()).toList(), Instance::name);
    }

    /** The instances with a card in the network. */
    List<Instance> users(Network network) {
        if (users == null) {
            users = new HashMap<>();
            model.instances().all().forEach(this::addUser);
        }
        return nice(users.getOrDefault(network.uuid(), List.of()), Instance::name);
    }

    private void addUser(Instance instance) {
        instance.nics().stream()
                .flatMap(nic -> Stream.ofNullable(nic.network()))
                .distinct()
                .forEach(network ->
                        users.computeIfAbsent(network, key -> new ArrayList<>()).add(instance));
    }

    /** The groups that the network is connected to. */
    List<Group> groups(Network network) {
        return nice(model.groups().all(), Group::name).stream()
                .filter(group -> group.networks().containsKey(network.uuid()))
                .toList();
    }

    List<String> exports(Node node) {
        return model.exports().all().stream()
                .filter(export -> export.node().equals(node.uuid()))
                .map(Export::name)
                .sorted(NiceOrder.NICE)
                .toList();
    }

    /** The memory that an instance takes on its node, in MiB. */
    long memory(Instance instance) {
        return instance.state().running() ? number(filled.beparams(instance).get("maxmem")) : 0;
    }

    long freeMemory(Node node) {
        long used = primaries(node).stream().mapToLong(this::memory).sum();
        return Math.max(0, node.hardware().memory() - node.hardware().reservedMemory() - used);
    }

    long freeDisk(Node node) {
        return Math.max(0, node.hardware().disk() - placement().disks(node.uuid()));
    }

    /** A card's parameter over the cluster's defaults. */
    String nicParameter(Nic nic, String name) {
        return (String) filled.nicparams(nic.nicparams()).get(name);
    }

    static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    static <T> List<T> nice(Collection<T> items, Function<T, String> name) {
        return items.stream().sorted(Comparator.comparing(name, NiceOrder.NICE)).toList();
    }
}
