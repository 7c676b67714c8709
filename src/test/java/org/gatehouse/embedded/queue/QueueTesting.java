package org.gatehouse.embedded.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobId;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.Executable;

/**
 * A queue over a store in memory, with operations that a test can see through: delays of zero fail, others hold on to the
 * nodes they name until the test lets go of a gate named by their comment, if there is one.
 */
final class QueueTesting implements AfterEachCallback, Operations {
    static final Catalogue CATALOGUE = Catalogue.load();

    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final List<Opcode> seen = new CopyOnWriteArrayList<>();
    private final List<FilterRule> rules = new CopyOnWriteArrayList<>();
    private MemoryJobStore store = new MemoryJobStore();
    private EmbeddedJobQueue queue = open();

    private EmbeddedJobQueue open() {
        Collection<FilterRule> all = rules;
        return new EmbeddedJobQueue(store, this, CATALOGUE, () -> all, () -> 20, Clock.systemUTC());
    }

    EmbeddedJobQueue queue() {
        return queue;
    }

    MemoryJobStore store() {
        return store;
    }

    List<FilterRule> rules() {
        return rules;
    }

    /** The opcodes that ran, as they were handed over. */
    List<Opcode> seen() {
        return seen;
    }

    QueueTesting started() {
        queue.start();
        return this;
    }

    /** What a process that is killed leaves behind, opened by another one. */
    void killAndReopen() {
        MemoryJobStore left = store.copy();
        queue.close();
        store = left;
        queue = open();
    }

    void closeAndReopen() {
        queue.close();
        queue = open();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        gates.values().forEach(CountDownLatch::countDown);
        queue.close();
    }

    /** Holds back operations with this comment. */
    void shut(String gate) {
        gates.put(gate, new CountDownLatch(1));
    }

    void open(String gate) {
        gates.get(gate).countDown();
    }

    @Override
    public Set<LockRequest> locks(Opcode opcode) {
        if (Double.valueOf(0).equals(duration(opcode))) {
            throw ClusterException.refused("OpPrereqError", List.of("Duration must be greater than zero"));
        }
        List<?> nodes = (List<?>) opcode.parameters().getOrDefault("on_nodes", List.of());
        return nodes.stream()
                .map(node -> LockRequest.exclusive("instance/" + node))
                .collect(Collectors.toSet());
    }

    private static Double duration(Opcode opcode) {
        return opcode.parameters().get("duration") instanceof Number number ? number.doubleValue() : null;
    }

    @Override
    public Object run(Opcode opcode, Running job) throws InterruptedException {
        seen.add(opcode);
        CountDownLatch gate = gates.get(String.valueOf(opcode.parameters().get("comment")));
        if (gate != null) {
            job.log("waiting at the gate");
            gate.await(60, TimeUnit.SECONDS);
        }
        return Operation.of(opcode).run(opcode, job);
    }

    /** What some opcodes do, besides nothing. */
    private enum Operation {
        NOTHING {
            @Override
            Object run(Opcode opcode, Running job) {
                return null;
            }
        },
        SUBMIT {
            @Override
            Object run(Opcode opcode, Running job) throws InterruptedException {
                return Map.of("jobs", job.submit(List.of(List.of(bare(1)), List.of(bare(1)))));
            }
        },
        AMEND {
            @Override
            Object run(Opcode opcode, Running job) {
                job.amend(opcode.with("on_node_uuids", List.of("u")));
                return true;
            }
        },
        BURST {
            @Override
            Object run(Opcode opcode, Running job) {
                throw new IllegalStateException("burst");
            }
        };

        abstract Object run(Opcode opcode, Running job) throws InterruptedException;

        static Operation of(Opcode opcode) {
            Object comment = opcode.parameters().get("comment");
            for (Operation operation : values()) {
                if (operation.name().equals(comment)) {
                    return operation;
                }
            }
            return NOTHING;
        }
    }

    private static Opcode bare(double duration) {
        return Opcode.named("OP_TEST_DELAY").with("duration", duration);
    }

    static Opcode delay(double duration) {
        return bare(duration).with("reason", List.of());
    }

    static Opcode delay(String comment, String... nodes) {
        return delay(1).with("comment", comment).with("on_nodes", List.of(nodes));
    }

    static Opcode after(Opcode opcode, long job, String... statuses) {
        return opcode.with("depends", List.of(List.of(job, List.of((Object[]) statuses))));
    }

    long submit(Opcode... opcodes) {
        return Long.parseLong(queue.submit(List.of(opcodes)).digits());
    }

    JobRow row(long job) {
        return queue.view().find(job).orElseThrow();
    }

    String status(long job) {
        return row(job).status();
    }

    JobRow finished(long job) {
        if (row(job).isFinished()) {
            return row(job);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> row(job).isFinished());
        return row(job);
    }

    void await(long job, String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertEquals(status, status(job)));
    }

    List<Object> cancel(long job) {
        return queue.cancel(JobId.of(job));
    }

    static ClusterException failureOf(Executable call) {
        return Assertions.assertThrows(ClusterException.class, call);
    }
}
