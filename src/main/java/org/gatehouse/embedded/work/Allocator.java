package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;

/**
 * Finds nodes for instances: the one with the most free memory in the first group, by policy and name, that has one which
 * is good. It stands in for Ganeti's allocator of the same name and fails in its words.
 */
final class Allocator {
    static final String NAME = "hail";

    private final Site site;

    /** Memory that instances placed before, by the same request, are going to need. */
    private final Map<String, Long> promised = new TreeMap<>();

    Allocator(Site site) {
        this.site = site;
    }

    /** What an instance needs; sizes in MiB, {@code group} may be null. */
    record Need(String template, long memory, long cpus, long disk, String group) {}

    /** A node, or why there is none. */
    record Answer(Optional<Node> node, String problem) {
        private static Answer of(Node node) {
            return new Answer(Optional.of(node), "");
        }

        private static Answer none(String problem) {
            return new Answer(Optional.empty(), "Request failed: " + problem);
        }

        Node orRefuse(String allocator) {
            return node.orElseThrow(() -> Refusal.prerequisite(
                    "Can't compute nodes using iallocator '" + allocator + "': " + problem, Refusal.NO_RESOURCES));
        }
    }

    /** That there is an allocator of this name. */
    static void checkName(String name) {
        if (!name.equals(NAME)) {
            throw missing(name);
        }
    }

    private static ClusterException missing(String name) {
        return Refusal.execution("Failure while running the iallocator script: iallocator module '" + name
                + "' not found in the search path");
    }

    /** A node for a new instance. */
    Answer allocate(Need need) {
        List<String> problems = new ArrayList<>();
        List<Group> groups = site.model().groups().all().stream()
                .filter(group -> need.group() == null
                        || group.name().equals(need.group())
                        || group.uuid().equals(need.group()))
                .filter(group -> !group.allocPolicy().equals("unallocable"))
                .sorted(Comparator.comparing(group -> group.allocPolicy().equals("preferred") ? 0 : 1))
                .toList();
        for (Group group : groups) {
            Map<String, Integer> failures = new TreeMap<>();
            List<Node> candidates = usable(site.members(group));
            Optional<Node> best = best(candidates, candidates, need, failures);
            if (best.isPresent()) {
                promised.merge(best.get().uuid(), need.memory(), Long::sum);
                return Answer.of(best.get());
            }
            problems.add("Group " + group.name() + " (" + group.allocPolicy() + "): "
                    + (candidates.isEmpty() ? "No online nodes" : explained(failures)));
        }
        return Answer.none(problems.isEmpty() ? "No groups available" : String.join(", ", problems));
    }

    /** Another node for an instance whose disks all nodes reach. */
    Answer relocate(Instance instance, Set<String> excluded) {
        Need need = need(instance);
        List<Node> candidates = usable(site.members(site.groupOf(site.nodeOf(instance)))).stream()
                .filter(node -> !node.uuid().equals(instance.primaryNode()))
                .filter(node -> !excluded.contains(node.uuid()))
                .toList();
        Map<String, Integer> failures = new TreeMap<>();
        Optional<Node> best = best(candidates, List.of(), need, failures);
        if (best.isEmpty()) {
            return Answer.none("Can't find any good node: " + (candidates.isEmpty() ? "" : explained(failures)));
        }
        promised.merge(best.get().uuid(), need.memory(), Long::sum);
        return Answer.of(best.get());
    }

    private Need need(Instance instance) {
        Map<String, Object> beparams = site.filled().beparams(instance);
        return new Need(
                instance.diskTemplate(),
                Values.whole(beparams.get("maxmem")),
                Values.whole(beparams.get("vcpus")),
                0,
                null);
    }

    private static List<Node> usable(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> !node.flags().offline()
                        && !node.flags().drained()
                        && node.flags().vmCapable())
                .toList();
    }

    private static String explained(Map<String, Integer> failures) {
        List<String> counts = new ArrayList<>();
        failures.forEach((reason, count) -> counts.add(reason + ": " + count));
        return "No valid allocation solutions, failure reasons: " + String.join(", ", counts);
    }

    private Optional<Node> best(List<Node> candidates, List<Node> refuges, Need need, Map<String, Integer> failures) {
        List<Node> good = new ArrayList<>();
        for (Node node : candidates) {
            String failure = failure(node, refuges, need);
            if (failure == null) {
                good.add(node);
            } else {
                failures.merge(failure, 1, Integer::sum);
            }
        }
        return good.stream().max(Comparator.comparing(this::free).thenComparing(Node::name, Comparator.reverseOrder()));
    }

    private long free(Node node) {
        return site.freeMemory(node) - promised.getOrDefault(node.uuid(), 0L);
    }

    private String failure(Node node, List<Node> refuges, Need need) {
        if (need.memory() > free(node)) {
            return "FailMem";
        }
        if (need.disk() > site.freeDisk(node)) {
            return "FailDisk";
        }
        double ratio = ((Number) site.policy(site.groupOf(node)).get("vcpu-ratio")).doubleValue();
        long cpus = need.cpus()
                + site.instancesOn(node).stream()
                        .mapToLong(instance ->
                                Values.whole(site.filled().beparams(instance).get("vcpus")))
                        .sum();
        if (cpus > ratio * node.hardware().cpus()) {
            return "FailCPU";
        }
        // Should the node die, what all nodes reach must find another place.
        boolean refuge = refuges.isEmpty()
                || !Checks.everywhere(need.template())
                || refuges.stream().anyMatch(other -> !other.equals(node) && need.memory() <= free(other));
        return refuge ? null : "FailN1";
    }
}
