package org.gatehouse.embedded.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Edit;
import org.gatehouse.embedded.model.Filled;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Node;

/**
 * What all operations work on: the model, the nodes, the disks of other clusters, and the rules of Ganeti that none of them has
 * alone. The model is for reading; {@link #change} changes it.
 */
record Site(Model model, NodeWork nodes, ParameterTypes types, RemoteDisks remote) {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    ClusterConfig cluster() {
        return model.cluster();
    }

    Filled filled() {
        return new Filled(model.cluster());
    }

    static String newUuid() {
        return UUID.randomUUID().toString();
    }

    /** The instance that the opcode names; its arguments then hold the whole name and the UUID. */
    Instance instance(Args args) {
        Instance instance = instance(args.text("instance_name"));
        String expected = args.text("instance_uuid");
        if (expected != null && !expected.equals(instance.uuid())) {
            throw Refusal.prerequisite(
                    "The instances UUID '" + instance.uuid() + "' does not match the expected UUID '" + expected
                            + "' for instance '" + instance.name()
                            + "'. Maybe the instance changed since you submitted this job.",
                    Refusal.NOT_UNIQUE);
        }
        args.set("instance_name", instance.name());
        args.set("instance_uuid", instance.uuid());
        return instance;
    }

    Instance instance(String name) {
        return model.instances()
                .lookup(name)
                .orElseThrow(() -> Refusal.prerequisite("Instance '" + name + "' not known", Refusal.UNKNOWN));
    }

    /** The node that one of the opcode's parameters names; the parameters then hold the whole name and the UUID. */
    Node node(Args args, String nameParameter, String uuidParameter) {
        Node node = node(args.text(nameParameter));
        String expected = args.text(uuidParameter);
        if (expected != null && !expected.equals(node.uuid())) {
            throw Refusal.prerequisite(
                    "The nodes UUID '" + node.uuid() + "' does not match the expected UUID '" + expected
                            + "' for node '" + node.name() + "'. Maybe the node changed since you submitted this job.",
                    Refusal.NOT_UNIQUE);
        }
        args.set(nameParameter, node.name());
        args.set(uuidParameter, node.uuid());
        return node;
    }

    Node node(String name) {
        return model.nodes()
                .lookup(name)
                .orElseThrow(() -> Refusal.prerequisite("Node '" + name + "' not known", Refusal.UNKNOWN));
    }

    Node nodeOf(Instance instance) {
        return model.nodes().get(instance.primaryNode());
    }

    /** The group with that name or UUID. */
    Group group(String target) {
        return model.groups()
                .find(target)
                .or(() -> model.groups().named(target))
                .orElseThrow(() -> Refusal.prerequisite("Node group '" + target + "' not found", Refusal.UNKNOWN));
    }

    Group groupOf(Node node) {
        return model.groups().get(node.group());
    }

    /** The network with that name or UUID. */
    Network network(String target) {
        return model.networks()
                .find(target)
                .or(() -> model.networks().named(target))
                .orElseThrow(() -> Refusal.prerequisite("Network '" + target + "' not found", Refusal.UNKNOWN));
    }

    boolean isMaster(Node node) {
        return node.uuid().equals(cluster().masterNode());
    }

    /** All nodes of a group. */
    List<Node> members(Group group) {
        return model.nodes().all().stream()
                .filter(node -> node.group().equals(group.uuid()))
                .toList();
    }

    /** All instances whose primary or another node is in the group. */
    List<Instance> instancesIn(Group group) {
        return model.instances().all().stream()
                .filter(instance -> nodesOf(instance).stream()
                        .anyMatch(node -> model.nodes().get(node).group().equals(group.uuid())))
                .toList();
    }

    List<Instance> instancesOn(Node node) {
        return model.instances().all().stream()
                .filter(instance -> instance.primaryNode().equals(node.uuid()))
                .toList();
    }

    /** The UUIDs of the nodes of an instance, the primary one first. */
    static List<String> nodesOf(Instance instance) {
        List<String> nodes = new ArrayList<>(List.of(instance.primaryNode()));
        nodes.addAll(instance.secondaryNodes());
        return nodes;
    }

    static List<String> uuids(Collection<? extends Item> items) {
        return items.stream().map(Item::uuid).toList();
    }

    /** The memory in MiB that no running instance has. */
    long freeMemory(Node node) {
        long taken = instancesOn(node).stream()
                .filter(instance -> instance.state().running())
                .mapToLong(this::memory)
                .sum();
        return Math.max(0, node.hardware().memory() - node.hardware().reservedMemory() - taken);
    }

    /** The memory in MiB that an instance has while it runs. */
    long memory(Instance instance) {
        return Values.whole(filled().beparams(instance).get("maxmem"));
    }

    /** The space for disks in MiB that is left on a node. */
    long freeDisk(Node node) {
        long taken = model.instances().all().stream()
                .flatMap(instance -> instance.disks().stream())
                .filter(disk -> disk.nodes().contains(node.uuid()))
                .mapToLong(disk -> disk.size())
                .sum();
        return Math.max(0, node.hardware().disk() - taken);
    }

    Map<String, Object> policy(Group group) {
        return filled().ipolicy(group.ipolicy());
    }

    /**
     * Makes one change of the model, as all operations do: while the store refuses it, as on a full disk, it is tried again each
     * second, since what a job has begun is not given up for that. So the editor may run more than once, and must change nothing
     * but the edit. No lock of the model is held meanwhile.
     */
    void change(Consumer<Edit> editor) throws InterruptedException {
        while (model.tryChange(editor).isPresent()) {
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** Changes one object, in its newest state, unless it is gone. */
    <T extends Item> void update(T item, UnaryOperator<T> change) throws InterruptedException {
        change(edit -> edit.latest(item).ifPresent(latest -> edit.put(change.apply(latest))));
    }

    /** Adds an object. */
    void add(Item item) throws InterruptedException {
        change(edit -> edit.put(item));
    }
}
