package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Makes the files of an instance's disks again, after they were lost. */
final class InstanceRecreateDisks implements Operation {
    private static final Set<String> MODIFIABLE = Set.of("size", "mode", "spindles");

    private final Site site;

    InstanceRecreateDisks(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        changes(args);
        if (args.has("iallocator") || !args.list("nodes").isEmpty()) {
            Checks.allocatorOrNode(site, args, "iallocator", "nodes");
        }
        Instance instance = site.instance(args);
        List<Node> nodes = args.texts("nodes").stream().map(site::node).toList();
        args.set("nodes", nodes.stream().map(Node::name).toList());
        if (!nodes.isEmpty()) {
            args.set("node_uuids", Site.uuids(nodes));
        }
        return Locks.none()
                .instance(instance.name())
                .sharedNodes(
                        args.has("iallocator") ? Site.uuids(site.model().nodes().all()) : Site.nodesOf(instance))
                .sharedNodes(Site.uuids(nodes))
                .set();
    }

    private Map<Integer, Map<String, Object>> changes(Args args) {
        Map<Integer, Map<String, Object>> changes = new TreeMap<>();
        Set<Object> twice = new TreeSet<>();
        for (Object entry : args.list("disks")) {
            boolean plain = entry instanceof Number;
            int index = Values.whole(plain ? entry : Values.list(entry).get(0)).intValue();
            Map<String, Object> params = plain
                    ? Map.of()
                    : site.types().forced("disk", Values.map(Values.list(entry).get(1)));
            if (changes.put(index, params) != null && !plain) {
                twice.add(index);
            }
        }
        if (!twice.isEmpty()) {
            throw Refusal.prerequisite(
                    "Some disks have been specified more than once: " + Texts.joined(twice), Refusal.WRONG_INPUT);
        }
        changes.forEach((index, params) -> {
            Set<String> others = new HashSet<>(params.keySet());
            others.removeAll(MODIFIABLE);
            if (!others.isEmpty()) {
                throw Refusal.prerequisite(
                        "Parameters for disk " + index + " try to change unmodifyable parameter(s): "
                                + Texts.joined(others),
                        Refusal.WRONG_INPUT);
            }
        });
        return changes;
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Instance instance = site.instance(args);
        List<String> given = args.texts("node_uuids");
        int has = Site.nodesOf(instance).size();
        if (!given.isEmpty() && given.size() != has) {
            throw Refusal.prerequisite(
                    "Instance " + instance.name() + " currently has " + has + " nodes, but " + given.size()
                            + " replacement nodes were specified",
                    Refusal.WRONG_INPUT);
        }
        if (!args.has("iallocator")) {
            Checks.online(
                    given.isEmpty()
                            ? site.nodeOf(instance)
                            : site.model().nodes().get(given.get(0)));
        }
        if (instance.disks().isEmpty()) {
            throw Refusal.prerequisite("Instance '" + instance.name() + "' has no disks", Refusal.WRONG_INPUT);
        }
        boolean moves = args.has("iallocator") || !given.isEmpty();
        if (!moves || !site.nodeOf(instance).flags().offline()) {
            Checks.state(site, task, instance, Checks.NOT_RUNNING, "cannot recreate disks");
        }
        Map<Integer, Map<String, Object>> changes = changes(args);
        if (changes.isEmpty()) {
            for (int i = 0; i < instance.disks().size(); i++) {
                changes.put(i, Map.of());
            }
        }
        int highest = new TreeSet<>(changes.keySet()).last();
        if (highest >= instance.disks().size()) {
            throw Refusal.prerequisite("Invalid disk index '" + highest + "'", Refusal.WRONG_INPUT);
        }
        if (moves && changes.size() != instance.disks().size()) {
            throw Refusal.prerequisite(
                    "Can't recreate disks partially and change the nodes at the same time", Refusal.WRONG_INPUT);
        }
        Node node = target(task, instance, given);
        changes.values().forEach(params -> Disks.checkSpindles(params.get("spindles")));
        return () -> {
            recreate(task, instance, node, moves, changes);
            return null;
        };
    }

    private Node target(Task task, Instance instance, List<String> given) {
        String allocator = task.args().text("iallocator");
        if (allocator == null) {
            return given.isEmpty()
                    ? site.nodeOf(instance)
                    : site.model().nodes().get(given.get(0));
        }
        Allocator.checkName(allocator);
        Map<String, Object> beparams = site.filled().beparams(instance);
        long space = instance.disks().stream().mapToLong(Disk::size).sum();
        Node chosen = new Allocator(site)
                .allocate(new Allocator.Need(
                        instance.diskTemplate(),
                        Values.whole(beparams.get("maxmem")),
                        Values.whole(beparams.get("vcpus")),
                        space,
                        null))
                .orRefuse(allocator);
        task.info("Selected nodes for instance " + instance.name() + " via iallocator " + allocator + ": "
                + chosen.name());
        return chosen;
    }

    private void recreate(
            Task task, Instance instance, Node node, boolean moves, Map<Integer, Map<String, Object>> changes)
            throws InterruptedException {
        List<Disk> disks = new ArrayList<>();
        List<Disk> made = new ArrayList<>();
        for (int i = 0; i < instance.disks().size(); i++) {
            Disk disk = instance.disks().get(i);
            Map<String, Object> params = changes.get(i);
            if (params != null) {
                disk = changed(disk, params);
                disk = disk.nodes().isEmpty()
                        ? disk
                        : disk.withPlace(disk.devType(), disk.logicalId(), List.of(node.uuid()));
                made.add(disk);
            }
            disks.add(disk);
        }
        if (moves) {
            task.warning(
                    "Changing the instance's nodes, you will have to remove any disks left on the older nodes manually");
        }
        site.update(instance, latest -> latest.withPrimaryNode(node.uuid()).withDisks(disks));
        DiskWork work = new DiskWork(site, task);
        work.create(instance.name(), node, made);
        if (site.cluster().truth("prealloc_wipe_disks")) {
            for (Disk disk : made) {
                work.wipe(node, disks.indexOf(disk), disk, 0);
            }
        }
    }

    private static Disk changed(Disk disk, Map<String, Object> params) {
        Disk changed = params.get("size") == null ? disk : disk.withSize(Values.whole(params.get("size")));
        if (params.get("mode") != null) {
            Disks.checkMode(params.get("mode"));
            changed = changed.withMode((String) params.get("mode"));
        }
        return changed;
    }
}
