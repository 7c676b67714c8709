package org.gatehouse.embedded.work;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.RemoteDisks;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.ModelStore;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.NodeHardware;
import org.gatehouse.embedded.model.OsDefinition;
import org.gatehouse.embedded.node.EmbeddedNodes;
import org.gatehouse.embedded.queue.Running;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;

/** A cluster in memory, with operations that are carried out without a queue, and what they tell their job. */
final class WorkBench implements AutoCloseable {
    private static final Catalogue CATALOGUE = Catalogue.load();

    final Model model;
    final List<String> log = new ArrayList<>();
    final List<Opcode> submitted = new ArrayList<>();
    final EmbeddedOperations operations;
    private final EmbeddedNodes nodes;
    private Opcode amended;

    WorkBench(Path directory, int nodeCount) {
        this(directory, nodeCount, ModelStore.inMemory());
    }

    WorkBench(Path directory, int nodeCount, ModelStore store) {
        model = Model.open(store, Clock.systemUTC());
        nodes = new EmbeddedNodes(directory, Clock.systemUTC());
        operations = new EmbeddedOperations(
                model,
                new NodeWork(nodes::node, Duration.ofSeconds(20)),
                CATALOGUE,
                GanetiVersion.BASELINE,
                RemoteDisks.none("a test"));
        model.change(edit -> {
            Group group = Group.fresh("group-uuid", "default");
            edit.put(group);
            for (int i = 1; i <= nodeCount; i++) {
                edit.put(Node.fresh(
                        "node" + i + "-uuid",
                        "node" + i + ".example",
                        "192.0.2." + i,
                        group.uuid(),
                        NodeHardware.USUAL));
            }
            edit.put(new OsDefinition(
                    "image", List.of("default", "other"), Map.of("size", "its size", "pw", "a secret")));
            ClusterConfig fresh = ClusterConfig.fresh("cluster-uuid", "cluster.example", "node1-uuid");
            edit.put(fresh.with("ipolicy", small(fresh))
                    .with("master_ip", "192.0.2.200")
                    .with("nicparams", Map.of("default", Map.of("mode", "routed", "link", "100", "vlan", "")))
                    .with("hosts", Map.of("web.example", "192.0.2.80")));
        });
    }

    /** A policy that lets disks be small, so that tests do not have to read big files. */
    private static Map<String, Object> small(ClusterConfig cluster) {
        Map<String, Object> policy = Values.map(cluster.object("ipolicy"));
        Map<String, Object> ranges =
                Values.map(Values.list(policy.get("minmax")).get(0));
        ranges.put("min", Values.filled(Values.map(ranges.get("min")), Map.of("disk-size", 1)));
        policy.put("minmax", List.of(ranges));
        return policy;
    }

    /** Parameters in the order of names and values. */
    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Carries an opcode out and returns its result. */
    Object run(String id, Object... namesAndValues) throws InterruptedException {
        log.clear();
        submitted.clear();
        Opcode opcode = new Opcode(id, map(namesAndValues));
        operations.locks(opcode);
        return operations.run(opcode, job());
    }

    private Running job() {
        return new Running() {
            @Override
            public long job() {
                return 1;
            }

            @Override
            public int index() {
                return 0;
            }

            @Override
            public void log(String message) {
                log.add(message);
            }

            @Override
            public void log(String type, Object payload) {
                log.add(String.valueOf(payload));
            }

            @Override
            public List<List<Object>> submit(List<List<Opcode>> jobs) {
                jobs.forEach(submitted::addAll);
                return jobs.stream().map(job -> List.<Object>of(true, 4711L)).toList();
            }

            @Override
            public void amend(Opcode opcode) {
                amended = opcode;
            }
        };
    }

    /** What the last opcode became. */
    Map<String, Object> amended() {
        return amended.parameters();
    }

    /** Why an opcode fails: the class and its arguments. */
    List<Object> refusal(String id, Object... namesAndValues) throws InterruptedException {
        try {
            Object result = run(id, namesAndValues);
            throw new AssertionError(id + " succeeded with " + result);
        } catch (ClusterException e) {
            List<Object> refusal = new ArrayList<>(List.of(e.errorClass()));
            refusal.addAll(e.arguments());
            return refusal;
        }
    }

    /** Makes an instance on the first node, without starting it. */
    Instance create(String name, Object... more) throws InterruptedException {
        Map<String, Object> parameters = map(
                "instance_name",
                name,
                "mode",
                "create",
                "disk_template",
                "diskless",
                "disks",
                List.of(),
                "nics",
                List.of(map("ip", "198.51.100.23")),
                "os_type",
                "image+default",
                "pnode",
                "node1",
                "start",
                false,
                "name_check",
                false,
                "ip_check",
                false,
                "conflicts_check",
                false);
        parameters.putAll(map(more));
        List<Object> flat = new ArrayList<>();
        parameters.forEach((key, value) -> {
            flat.add(key);
            flat.add(value);
        });
        run("OP_INSTANCE_CREATE", flat.toArray());
        return instance(name);
    }

    Instance instance(String name) {
        return model.instances().named(name).orElseThrow();
    }

    @Override
    public void close() {
        nodes.close();
    }
}
