package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;
import org.gatehouse.opcode.Opcode;

/** Submits a job for each of a node's instances that migrates it away. */
final class NodeMigrate implements Operation {
    private static final List<String> PASSED_ON =
            List.of("mode", "live", "iallocator", "target_node", "allow_runtime_changes", "ignore_ipolicy");

    private final Site site;

    NodeMigrate(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Node node = site.node(task.args(), "node_name", "node_uuid");
        return Locks.none().sharedNodes(List.of(node.uuid())).set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Node node = site.node(args, "node_name", "node_uuid");
        return () -> {
            List<List<Opcode>> jobs = site.instancesOn(node).stream()
                    .map(instance -> {
                        Map<String, Object> parameters = new LinkedHashMap<>();
                        parameters.put("instance_name", instance.name());
                        PASSED_ON.stream().filter(args::has).forEach(name -> parameters.put(name, args.value(name)));
                        return List.of(new Opcode("OP_INSTANCE_MIGRATE", parameters));
                    })
                    .toList();
            return Map.of("jobs", task.submit(jobs));
        };
    }
}
