package org.gatehouse.transfer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.cluster.Rows;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.opcode.Opcode;

/** A cluster of one node, {@code node1}, and one instance, {@code web1}, whose jobs do at once what they are there for. */
final class OneInstance implements Cluster, JobQueue, Queries {
    static final String NAME = "web1";
    static final String UUID = "0f0c8c9a-6d70-4bd2-94a0-1a2b3c4d5e6f";

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> failing = new CopyOnWriteArrayList<>();
    private final List<String> losing = new CopyOnWriteArrayList<>();
    private final Map<Long, Opcode> pending = new ConcurrentHashMap<>();
    private volatile Consumer<String> before = opcode -> {};
    private boolean there = true;
    private String current = NAME;
    private boolean running;
    private boolean active;
    private boolean offline;
    private boolean marked;
    private long serial = 1;
    private List<Object> sizes = List.of(64L, 128L);

    /** The opcodes of the jobs so far. */
    List<String> done() {
        return List.copyOf(done);
    }

    synchronized boolean isRunning() {
        return running;
    }

    synchronized boolean isActive() {
        return active;
    }

    synchronized void run(boolean now) {
        running = now;
        active = now;
        serial++;
    }

    /** Somebody changes something. */
    synchronized void touch() {
        serial++;
    }

    synchronized void vanish() {
        there = false;
    }

    synchronized void rename(String name) {
        current = name;
        serial++;
    }

    synchronized void offline() {
        offline = true;
    }

    /** Marks the instance offline. */
    synchronized void mark() {
        marked = true;
        serial++;
    }

    synchronized void disks(Long... mebibytes) {
        sizes = Arrays.asList((Object[]) mebibytes);
    }

    /** Jobs with this opcode fail from now on. */
    void fail(String opcode) {
        failing.add(opcode);
    }

    /** Whoever queues a job with this opcode for the first time never hears of it; it is carried out when somebody waits for it. */
    void lose(String opcode) {
        losing.add(opcode);
    }

    /** Hears of each opcode before it is carried out. */
    void before(Consumer<String> listener) {
        before = listener;
    }

    @Override
    public JobId submit(List<Opcode> opcodes) {
        Opcode opcode = opcodes.get(0);
        before.accept(opcode.id());
        done.add(opcode.id());
        if (losing.remove(opcode.id())) {
            pending.put((long) done.size(), opcode);
            throw new ClusterException(ClusterException.Reason.BROKEN_ANSWER, "the connection was closed");
        }
        if (!failing.contains(opcode.id())) {
            carryOut(opcode);
        }
        return JobId.of(done.size());
    }

    private synchronized void carryOut(Opcode opcode) {
        switch (opcode.id()) {
            case "OP_INSTANCE_SHUTDOWN" -> run(false);
            case "OP_INSTANCE_STARTUP" -> run(true);
            case "OP_INSTANCE_ACTIVATE_DISKS" -> {
                serial += active ? 0 : 1;
                active = true;
            }
            case "OP_INSTANCE_DEACTIVATE_DISKS" -> {
                assertEquals(marked, Boolean.TRUE.equals(opcode.parameters().get("force")), "forced");
                serial += active ? 1 : 0;
                active = false;
            }
            default -> throw new IllegalArgumentException(opcode.id());
        }
    }

    @Override
    public CompletionStage<Optional<JobChange>> awaitChange(JobWatch watch) {
        Opcode late = pending.remove(Long.parseLong(watch.job().digits()));
        if (late != null) {
            carryOut(late);
        }
        String opcode = done.get(Integer.parseInt(watch.job().digits()) - 1);
        return CompletableFuture.completedFuture(Optional.of(
                failing.contains(opcode)
                        ? new JobChange(
                                List.of(
                                        "error",
                                        List.of("error"),
                                        List.of(List.of("OpExecError", List.of("it is broken")))),
                                List.of())
                        : new JobChange(
                                Arrays.asList("success", List.of("success"), Arrays.asList((Object) null)),
                                List.of())));
    }

    @Override
    public synchronized Optional<List<Object>> find(ItemKind kind, String name, List<String> fields, boolean lock) {
        if (kind == ItemKind.NODE) {
            return Optional.of(List.of("192.0.2.1", offline));
        }
        if (!there || !(name.equals(current) || name.equals(UUID))) {
            throw ClusterException.refused(
                    "OpPrereqError", List.of("Instance '" + name + "' not known", "unknown_entity"));
        }
        List<Object> row = new ArrayList<>();
        for (String field : fields) {
            row.add(
                    switch (field) {
                        case "name" -> current;
                        case "uuid" -> UUID;
                        case "pnode" -> "node1";
                        case "oper_state" -> running;
                        case "admin_state" -> running ? "up" : marked ? "offline" : "down";
                        case "disks_active" -> active;
                        case "serial_no" -> serial;
                        case "disk_template" -> "file";
                        case "disk.sizes" -> sizes;
                        default -> throw new IllegalArgumentException(field);
                    });
        }
        return Optional.of(row);
    }

    @Override
    public List<Object> cancel(JobId job) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Rows list(ItemKind kind, List<String> fields, boolean lock) {
        throw new UnsupportedOperationException();
    }

    @Override
    public QueryAnswer query(String what, Object fields, Object filter) {
        assertEquals("job", what);
        assertEquals(List.of("id", "ops"), fields);
        Iterator<List<Object>> rows = pending.entrySet().stream()
                .map(job -> List.<Object>of(
                        List.of(0L, job.getKey()),
                        List.of(0L, List.of(job.getValue().parameters()))))
                .iterator();
        return new QueryAnswer(List.of(), new Rows() {
            @Override
            public Optional<List<Object>> next() {
                return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        });
    }

    @Override
    public Object queryFields(String what, List<String> names) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> clusterInfo() {
        return Map.of("software_version", "3.0.2");
    }

    @Override
    public List<Object> tags(TagKind kind, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JobQueue jobs() {
        return this;
    }

    @Override
    public Queries queries() {
        return this;
    }

    @Override
    public Filters filters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void probe(Duration limit) {}

    @Override
    public void close() {}
}
