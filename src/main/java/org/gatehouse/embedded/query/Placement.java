package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Model;

/** What is on which node, gathered in one pass over all instances. */
final class Placement {
    private final Map<String, List<Instance>> primaries = new HashMap<>();
    private final Map<String, List<Instance>> secondaries = new HashMap<>();
    private final Map<String, Long> disks = new HashMap<>();

    Placement(Model model) {
        model.instances().all().forEach(this::add);
        model.looseDisks().all().forEach(this::add);
    }

    private void add(Instance instance) {
        add(primaries, instance.primaryNode(), instance);
        for (Disk disk : instance.disks()) {
            add(disk);
            for (String node : disk.nodes()) {
                if (!node.equals(instance.primaryNode())) {
                    add(secondaries, node, instance);
                }
            }
        }
    }

    private void add(Disk disk) {
        for (String node : disk.nodes()) {
            disks.merge(node, disk.size(), Long::sum);
        }
    }

    /** All disks of one instance come in a row, so that it can only be the last one already. */
    private static void add(Map<String, List<Instance>> map, String node, Instance instance) {
        List<Instance> there = map.computeIfAbsent(node, key -> new ArrayList<>());
        if (there.isEmpty() || !there.get(there.size() - 1).uuid().equals(instance.uuid())) {
            there.add(instance);
        }
    }

    List<Instance> primaries(String node) {
        return Scope.nice(primaries.getOrDefault(node, List.of()), Instance::name);
    }

    List<Instance> secondaries(String node) {
        return Scope.nice(secondaries.getOrDefault(node, List.of()), Instance::name);
    }

    /** The space that disks take on a node, in MiB. */
    long disks(String node) {
        return disks.getOrDefault(node, 0L);
    }
}
