package org.gatehouse.embedded.work;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.ModelStore;
import org.gatehouse.embedded.queue.EmbeddedJobQueue;
import org.gatehouse.embedded.store.StoreFile;
import org.gatehouse.embedded.store.StoredJobs;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What jobs change while the model's store refuses it, as on a full disk. */
@Timeout(60)
class RefusedChangesTest {
    private static final Opcode CREATE = Opcode.named("OP_INSTANCE_CREATE")
            .withAll(Map.of(
                    "reason", List.of(),
                    "instance_name", "instance1.example",
                    "mode", "create",
                    "disk_template", "file",
                    "disks", List.of(Map.of("size", 1)),
                    "nics", List.of(Map.of("ip", "198.51.100.23")),
                    "os_type", "image+default",
                    "pnode", "node1.example"))
            .withAll(Map.of("name_check", false, "ip_check", false));

    @TempDir
    private Path directory;

    private final RefusingStore store = new RefusingStore();
    private WorkBench bench;
    private StoreFile file;
    private EmbeddedJobQueue queue;

    /** Refuses as many changes as it is told to. */
    private static final class RefusingStore implements ModelStore {
        private int left;
        private int refused;

        synchronized void refuse(int count) {
            left = count;
            refused = 0;
        }

        synchronized int refused() {
            return refused;
        }

        @Override
        public void readAll(Consumer<Item> reader) {
            // There never is anything.
        }

        @Override
        public synchronized void write(Collection<Item> put, Collection<Item> removed) {
            if (left > 0) {
                left--;
                refused++;
                throw new ClusterException(Reason.BUSY, "the disk is full");
            }
        }
    }

    @BeforeEach
    void open() {
        bench = new WorkBench(directory.resolve("nodes"), 2, store);
        file = StoreFile.open(directory.resolve("cluster/cluster.db"));
        queue = openQueue();
    }

    private EmbeddedJobQueue openQueue() {
        EmbeddedJobQueue opened = new EmbeddedJobQueue(
                new StoredJobs(file), bench.operations, Catalogue.load(), List::of, () -> 20, Clock.systemUTC());
        opened.start();
        return opened;
    }

    @AfterEach
    void close() {
        queue.close();
        file.close();
        bench.close();
    }

    /** A job that makes an instance and has its change refused for the second time. */
    private long refusedJob() {
        store.refuse(Integer.MAX_VALUE);
        long job = Long.parseLong(queue.submit(List.of(CREATE)).digits());
        await().atMost(Duration.ofSeconds(20)).until(() -> store.refused() >= 2 || !isUnfinished(job));
        assertEquals("running", status(job), result(job));
        assertEquals(0, bench.model.instances().size());
        return job;
    }

    private String status(long job) {
        return queue.view().find(job).orElseThrow().status();
    }

    private boolean isUnfinished(long job) {
        return queue.view().find(job).orElseThrow().ended() == null;
    }

    private String result(long job) {
        return String.valueOf(
                queue.view().find(job).orElseThrow().steps().get(0).result());
    }

    private List<Path> disks() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("nodes"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aJobWaitsAndOthersAreRefusedAtOnce() throws IOException {
        long job = refusedJob();
        Group group = bench.model.groups().named("default").orElseThrow();
        ClusterException refusal = assertThrows(
                ClusterException.class,
                () -> bench.model.change(edit -> edit.put(group.withAllocPolicy("last_resort"))));
        assertEquals(Reason.BUSY, refusal.reason());

        store.refuse(0);

        await().atMost(Duration.ofSeconds(20)).until(() -> !status(job).equals("running"));
        assertEquals("success", status(job));
        Instance made = bench.instance("instance1.example");
        assertTrue(made.state().running());
        assertEquals(1, disks().size());
    }

    @Test
    void aJobThatWaitsDoesNotHoldUpTheEnd() {
        long job = refusedJob();
        long begin = System.nanoTime();

        queue.close();

        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        assertTrue(seconds < 5, "after " + seconds + " s");
        assertEquals("running", status(job));
        queue = openQueue();
        assertEquals("error", status(job));
        assertFalse(bench.model.instances().named("instance1.example").isPresent());
    }

    @Test
    void whatAnEditorRefusesIsNotTriedAgain() {
        Site site = new Site(bench.model, null, null, null);
        ClusterException refusal = new ClusterException(Reason.BUSY, "by itself");
        assertEquals(
                refusal,
                assertThrows(
                        ClusterException.class,
                        () -> site.change(edit -> {
                            throw refusal;
                        })));
    }

    @Test
    void aChangeThatIsTriedAgainIsToldOnce() throws InterruptedException {
        bench.run("OP_NETWORK_ADD", "network_name", "net", "network", "198.51.100.0/28");
        store.refuse(1);

        bench.run("OP_NETWORK_SET_PARAMS", "network_name", "net", "add_reserved_ips", List.of("198.51.100.0"));

        assertEquals(1, store.refused());
        assertEquals(1, bench.log.size(), bench.log.toString());
        assertTrue(bench.log.get(0).contains("198.51.100.0 is already externally reserved"), bench.log.toString());
    }
}
