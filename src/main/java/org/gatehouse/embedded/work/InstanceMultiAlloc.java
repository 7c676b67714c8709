package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.opcode.OpcodeDefinition;

/** Finds nodes for several instances at once and submits a job to create each. */
final class InstanceMultiAlloc implements Operation {
    private static final String INNER = "OP_INSTANCE_CREATE";

    private final Site site;
    private final OpcodeDefinition create;

    InstanceMultiAlloc(Site site, OpcodeDefinition create) {
        this.site = site;
        this.create = create;
    }

    private List<Args> instances(Args args) {
        List<Args> instances = new ArrayList<>();
        for (Object inner : args.list("instances")) {
            Map<String, Object> values =
                    inner instanceof Opcode opcode ? Values.map(opcode.parameters()) : Values.map(inner);
            values.remove("OP_ID");
            instances.add(new Args(new Opcode(INNER, values), create));
        }
        return instances;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        List<Args> instances = instances(args);
        boolean some = false;
        boolean all = true;
        for (Args instance : instances) {
            if (instance.has("iallocator")) {
                throw Refusal.prerequisite(
                        "iallocator are not allowed to be set on instance objects", Refusal.WRONG_INPUT);
            }
            some |= instance.has("pnode");
            all &= instance.has("pnode");
        }
        if (some && !all) {
            throw Refusal.prerequisite(
                    "There are instance objects providing pnode/snode while others do not", Refusal.WRONG_INPUT);
        }
        if (!some && !args.has("iallocator")) {
            Object standard = site.cluster().setting("default_iallocator");
            if (!Values.truth(standard)) {
                throw Refusal.prerequisite(
                        "No iallocator or nodes on the instances given and no cluster-wide default iallocator found; please"
                                + " specify either an iallocator or nodes on the instances or set a cluster-wide default"
                                + " iallocator",
                        Refusal.WRONG_INPUT);
            }
            args.set("iallocator", standard);
        }
        if (args.flag("opportunistic_locking") && !args.has("iallocator")) {
            throw Refusal.prerequisite(
                    "Opportunistic locking is only available in combination with an instance allocator",
                    Refusal.WRONG_INPUT);
        }
        checkNames(instances);
        args.set("instances", instances.stream().map(InstanceMultiAlloc::shown).toList());
        return Locks.none().sharedNodes(Site.uuids(site.model().nodes().all())).set();
    }

    private static void checkNames(List<Args> instances) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (Args instance : instances) {
            if (!seen.add(instance.text("instance_name"))) {
                twice.add(instance.text("instance_name"));
            }
        }
        if (!twice.isEmpty()) {
            throw Refusal.prerequisite(
                    "There are duplicate instance names: " + Texts.joined(twice), Refusal.WRONG_INPUT);
        }
    }

    private static Map<String, Object> shown(Args instance) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("OP_ID", INNER);
        shown.putAll(instance.all());
        return shown;
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        List<Args> instances = instances(args);
        if (args.has("iallocator")) {
            Allocator.checkName(args.text("iallocator"));
            Allocator allocator = new Allocator(site);
            for (Args instance : instances) {
                if (!instance.has("disk_template")) {
                    instance.set(
                            "disk_template",
                            site.cluster().texts("enabled_disk_templates").get(0));
                }
                List<Disks.Wanted> disks =
                        Disks.compute(CreateArguments.disks(site, instance), instance.text("disk_template"));
                Map<String, Object> beparams = CreateArguments.beparams(site, instance.map("beparams"));
                Node node = allocator
                        .allocate(CreateArguments.need(site, instance, beparams, disks))
                        .orRefuse(args.text("iallocator"));
                instance.set("pnode", node.name());
                instance.set("pnode_uuid", node.uuid());
            }
        }
        List<List<Opcode>> jobs =
                instances.stream().map(instance -> List.of(instance.opcode())).toList();
        return ((Work) () -> result(instances, task.submit(jobs))).dry(result(instances, List.of()));
    }

    private static Map<String, Object> result(List<Args> instances, List<?> jobs) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "allocatable",
                instances.stream()
                        .map(instance -> instance.text("instance_name"))
                        .toList());
        result.put("failed", List.of());
        result.put("jobs", jobs);
        return result;
    }
}
