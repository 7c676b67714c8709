package org.gatehouse.embedded.query;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.cluster.Rows;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Export;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.InstanceParameters;
import org.gatehouse.embedded.model.InstanceState;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.ModelStore;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Nic;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.model.NodeHardware;
import org.gatehouse.embedded.model.Stamp;
import org.gatehouse.embedded.queue.JobRow;
import org.gatehouse.embedded.queue.JobView;
import org.gatehouse.embedded.queue.LockState;

/**
 * A cluster to be asked: nodes {@code n1} and {@code n2} of {@code gnt.test}, the second one offline if wanted, and the
 * instances {@code inst1-c} (running, two disks, two network cards), {@code inst2-c} and {@code inst10-c.gnt.test}.
 */
final class SmallCluster {
    final Model model = Model.open(
            ModelStore.inMemory(), Clock.fixed(Instant.ofEpochSecond(1_795_250_370, 500_000_000), ZoneOffset.UTC));
    final List<JobRow> jobs = new ArrayList<>();
    final List<LockState> locks = new ArrayList<>();
    final EmbeddedQueries queries = new EmbeddedQueries(model, new Jobs(), () -> locks);

    SmallCluster() {
        model.change(edit -> {
            edit.put(ClusterConfig.fresh("cluster-uuid", "cluster.gnt.test", "n1-uuid"));
            edit.put(Group.fresh("g1-uuid", "default")
                    .withNetworks(Map.of("net-uuid", Map.of("mode", "bridged", "link", "br7", "vlan", ""))));
            NodeHardware hardware = new NodeHardware(4096, 512, 10_000, 4, 1, 2);
            edit.put(Node.fresh("n1-uuid", "n1.gnt.test", "192.0.2.11", "g1-uuid", hardware));
            edit.put(Node.fresh("n2-uuid", "n2.gnt.test", "192.0.2.12", "g1-uuid", hardware));
            edit.put(Network.fresh("net-uuid", "net1", "198.51.100.0/29", "198.51.100.1")
                    .withPool("00100000", "11000001")
                    .withTags(List.of("b", "a")));
            edit.put(instance("i10-uuid", "inst10-c.gnt.test", InstanceState.DOWN));
            edit.put(instance("i2-uuid", "inst2-c", InstanceState.DOWN));
            edit.put(instance("i1-uuid", "inst1-c", new InstanceState("up", "admin", true, true))
                    .withPrimaryNode("n1-uuid")
                    .withParameters(InstanceParameters.NONE.withBeparams(Map.of("maxmem", 256)))
                    .withDisks(List.of(disk("d0-uuid", "root", 64), disk("d1-uuid", null, 32)))
                    .withNics(List.of(
                            new Nic("nic0-uuid", "lan", "aa:00:00:00:00:01", "198.51.100.2", "net-uuid", Map.of()),
                            new Nic("nic1-uuid", null, "aa:00:00:00:00:02", null, null, Map.of("mode", "routed"))))
                    .withTags(List.of("x1")));
            edit.put(new FilterRule("f-uuid", 4, 5, List.of(), "PAUSE", List.of()));
            edit.put(new Export("n1-uuid", "old", Map.of()));
        });
        for (long id = 1; id <= 3; id++) {
            jobs.add(job(id, id == 2));
        }
        locks.add(new LockState("node/n1-uuid", true, List.of(3L), List.of(new LockState.Waiting(4, false))));
    }

    static Instance instance(String uuid, String name, InstanceState state) {
        return new Instance(
                uuid,
                name,
                "n2-uuid",
                "noop",
                "fake",
                InstanceParameters.NONE,
                state,
                List.of(),
                List.of(),
                null,
                new TreeSet<>(),
                Stamp.NONE);
    }

    private static Disk disk(String uuid, String name, long size) {
        List<Object> place = List.of("loop", "/srv/" + uuid);
        return new Disk(uuid, name, "file", place, List.of("n1-uuid"), "disk", size, "rw", Map.of(), null, Stamp.NONE);
    }

    private static JobRow job(long id, boolean archived) {
        List<Object> received = List.of(1_000 + id, 5);
        JobRow.Step step = new JobRow.Step(
                Map.of("OP_ID", "OP_TEST_DELAY"),
                "success",
                null,
                List.of(),
                received,
                received,
                received,
                0,
                "TEST_DELAY(" + id + ")");
        return new JobRow(id, archived, "success", 0, received, received, null, List.of(step));
    }

    void takeOffline() {
        model.change(edit -> model.nodes()
                .named("n2.gnt.test")
                .ifPresent(node -> edit.put(node.withFlags(node.flags().withOffline(true)))));
    }

    /** The rows of a query: values where they are normal, else the pair of status and null. */
    List<Object> ask(String what, List<String> fields, Object filter) {
        QueryAnswer answer = queries.query(what, fields, filter);
        return rows(answer.rows()).stream()
                .map(row -> (Object) row.stream().map(SmallCluster::plain).toList())
                .toList();
    }

    /** One field of everything that passes. */
    List<Object> names(String what, String field, Object filter) {
        return ask(what, List.of(field), filter).stream()
                .map(row -> ((List<?>) row).get(0))
                .map(Object.class::cast)
                .toList();
    }

    static List<List<Object>> rows(Rows rows) {
        List<List<Object>> all = new ArrayList<>();
        for (Optional<List<Object>> row = rows.next(); row.isPresent(); row = rows.next()) {
            all.add(row.get());
        }
        return all;
    }

    private static Object plain(Object cell) {
        List<?> pair = (List<?>) cell;
        return pair.get(0).equals(0) ? pair.get(1) : Arrays.asList(pair.get(0), pair.get(1));
    }

    private final class Jobs implements JobView {
        @Override
        public Optional<JobRow> find(long id) {
            return jobs.stream().filter(job -> job.id() == id).findFirst();
        }

        @Override
        public List<JobRow> page(long after, int count, boolean archivedToo) {
            return jobs.stream()
                    .filter(job -> job.id() > after && (archivedToo || !job.archived()))
                    .limit(count)
                    .toList();
        }
    }
}
