package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;
import org.gatehouse.opcode.Opcode;

/** Submits a job for each of a node's instances that brings it elsewhere. */
final class NodeEvacuate implements Operation {
    private final Site site;

    NodeEvacuate(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        Checks.allocatorOrNode(site, args, "iallocator", "remote_node");
        Node node = site.node(args, "node_name", "node_uuid");
        if (args.has("remote_node")) {
            Node remote = site.node(args, "remote_node", "remote_node_uuid");
            if (remote.uuid().equals(node.uuid())) {
                throw Refusal.prerequisite("Can not use evacuated node as a new secondary node", Refusal.WRONG_INPUT);
            }
            if (!"secondary-only".equals(args.text("mode"))) {
                throw Refusal.prerequisite(
                        "Without the use of an iallocator only secondary instances can be evacuated",
                        Refusal.WRONG_INPUT);
            }
        }
        if ("all".equals(args.text("mode"))) {
            throw Refusal.prerequisite(
                    "Due to an issue with the iallocator interface it is not possible to evacuate all instances at once;"
                            + " specify explicitly whether to evacuate primary or secondary instances",
                    Refusal.WRONG_INPUT);
        }
        return Locks.none()
                .sharedInstances(
                        instances(args, node).stream().map(Instance::name).toList())
                .sharedNodes(Site.uuids(site.members(site.groupOf(node))))
                .set();
    }

    private List<Instance> instances(Args args, Node node) {
        if ("primary-only".equals(args.text("mode"))) {
            return site.instancesOn(node);
        }
        return site.model().instances().all().stream()
                .filter(instance -> instance.secondaryNodes().contains(node.uuid()))
                .toList();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Node node = site.node(args, "node_name", "node_uuid");
        List<Instance> instances = instances(args, node);
        List<String> names = instances.stream().map(Instance::name).toList();
        task.info(
                names.isEmpty()
                        ? "No instances to evacuate from node '" + node.name() + "'"
                        : "Evacuating instances from node '" + node.name() + "': " + Texts.joined(Texts.sorted(names)));
        return () -> Map.of("jobs", instances.isEmpty() ? List.of() : task.submit(jobs(task, instances)));
    }

    private List<List<Opcode>> jobs(Task task, List<Instance> instances) {
        Allocator.checkName(task.args().text("iallocator"));
        Allocator allocator = new Allocator(site);
        List<String> failed = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        List<List<Opcode>> jobs = new ArrayList<>();
        for (Instance instance : instances) {
            if (!Checks.everywhere(instance.diskTemplate())) {
                failed.add(
                        instance.name() + " (Instances of type " + instance.diskTemplate() + " cannot be relocated)");
                continue;
            }
            Allocator.Answer answer = allocator.relocate(instance, Set.of());
            if (answer.node().isEmpty()) {
                failed.add(instance.name() + " (" + answer.problem().replace("Request failed: ", "") + ")");
                continue;
            }
            String target = answer.node().get().name();
            moved.add(instance.name() + " (to " + target + ")");
            jobs.add(List.of(move(instance, target)));
        }
        if (!failed.isEmpty()) {
            task.warning("Unable to evacuate instances " + Texts.joined(failed));
            throw Refusal.execution("Unable to evacuate instances " + Texts.joined(failed));
        }
        task.info("Instances to be moved: " + Texts.joined(moved));
        return jobs;
    }

    private static Opcode move(Instance instance, String target) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("instance_name", instance.name());
        parameters.put("target_node", target);
        parameters.put("allow_failover", true);
        parameters.put("ignore_hvversions", true);
        return new Opcode("OP_INSTANCE_MIGRATE", parameters);
    }
}
