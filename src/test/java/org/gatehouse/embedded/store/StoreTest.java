package org.gatehouse.embedded.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;
import org.gatehouse.embedded.description.Description;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.queue.StoredJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("cluster/cluster.db");
    }

    private static StoredJob open(long id) {
        return new StoredJob(id, false, false, 0, "{\"open\":" + id + "}");
    }

    private static StoredJob done(long id, long ended) {
        return new StoredJob(id, true, false, ended, "{\"done\":" + id + "}");
    }

    @Test
    void aModelIsTheSameAfterItIsOpenedAgain() {
        String node;
        try (StoreFile file = StoreFile.open(file())) {
            Model model = Model.open(new StoredModel(file), Clock.systemUTC());
            assertTrue(model.isEmpty());
            model.change(edit -> Description.usual().make().forEach(edit::put));
            node = model.nodes().lookup("node2").orElseThrow().uuid();
            model.change(edit -> edit.put(model.nodes().get(node).withTags(List.of("gr\u00fcn"))));
        }
        try (StoreFile file = StoreFile.open(file())) {
            Model model = Model.open(new StoredModel(file), Clock.systemUTC());
            assertEquals("cluster.example.com", model.cluster().name());
            assertEquals(3, model.nodes().size());
            assertEquals(2, model.systems().size());
            assertEquals("[gr\u00fcn]", model.nodes().get(node).tags().toString());
            assertEquals(2, model.nodes().get(node).stamp().serial());
            assertEquals(10, model.cluster().number("candidate_pool_size"));
        }
    }

    @Test
    void aChangeThatFailsChangesNothing() {
        try (StoreFile file = StoreFile.open(file())) {
            Model model = Model.open(new StoredModel(file), Clock.systemUTC());
            assertThrows(
                    IllegalStateException.class,
                    () -> model.change(edit -> {
                        Description.usual().make().forEach(edit::put);
                        throw new IllegalStateException("half-way");
                    }));
            assertTrue(model.isEmpty());
        }
        try (StoreFile file = StoreFile.open(file())) {
            assertTrue(Model.open(new StoredModel(file), Clock.systemUTC()).isEmpty());
        }
    }

    @Test
    void jobsAreFoundByWhatTheyAre() {
        try (StoreFile file = StoreFile.open(file())) {
            StoredJobs jobs = new StoredJobs(file);
            assertEquals(0, jobs.lastId());
            jobs.write(LongStream.rangeClosed(1, 9).mapToObj(StoreTest::open).toList());
            jobs.write(List.of(done(2, 2000), done(4, 1000), done(6, 3000)));
            jobs.write(List.of(new StoredJob(6, true, true, 3000, "{}")));
            jobs.drain(true);
        }
        try (StoreFile file = StoreFile.open(file())) {
            StoredJobs jobs = new StoredJobs(file);
            assertEquals(9, jobs.lastId());
            assertTrue(jobs.drained());
            assertEquals(done(2, 2000), jobs.load(2).orElseThrow());
            assertFalse(jobs.load(10).isPresent());
            assertEquals(List.of(1L, 3L, 5L, 7L, 8L, 9L), ids(jobs.unfinished()));
            assertEquals(List.of(4L, 5L, 7L), ids(jobs.page(3, 3, false)));
            assertEquals(List.of(4L, 5L, 6L), ids(jobs.page(3, 3, true)));
            assertEquals(List.of(4L, 2L), jobs.endedBefore(2001, 10));
            assertEquals(List.of(4L), jobs.endedBefore(3000, 1));
            assertEquals(1, jobs.countEndedBefore(2000));
            assertEquals(2, jobs.countEndedBefore(Long.MAX_VALUE));
            jobs.drain(false);
            assertFalse(jobs.drained());
        }
    }

    private static List<Long> ids(List<StoredJob> jobs) {
        return jobs.stream().map(StoredJob::id).toList();
    }

    @Test
    void aFileThatIsInUseOrDamagedIsNamed() throws IOException {
        try (StoreFile file = StoreFile.open(file())) {
            String message = assertThrows(StoreException.class, () -> StoreFile.open(file()))
                    .getMessage();
            assertTrue(message.contains(file().toString()) && message.contains("in use"), message);
            new StoredJobs(file).write(List.of(open(1)));
        }
        Files.write(file(), new byte[10_000]);
        String message =
                assertThrows(StoreException.class, () -> StoreFile.open(file())).getMessage();
        assertTrue(message.contains(file().toString()) && message.contains("damaged"), message);
    }
}
