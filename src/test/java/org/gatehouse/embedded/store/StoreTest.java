package org.gatehouse.embedded.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
    void aDirectoryMayHaveAnyName() {
        Path odd = directory.resolve("a=b\\c $HOME ${x}#;%41\u00fc/cluster.db");
        try (StoreFile file = StoreFile.open(odd)) {
            new StoredJobs(file).write(List.of(open(1)));
        }
        assertTrue(Files.exists(odd));
        try (StoreFile file = StoreFile.open(odd)) {
            assertEquals(1, new StoredJobs(file).lastId());
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

    /** Writes jobs, one change each, so that the newest are at the end of the file. */
    private void fill(int jobs) {
        try (StoreFile file = StoreFile.open(file())) {
            StoredJobs stored = new StoredJobs(file);
            for (int id = 1; id <= jobs; id++) {
                stored.write(
                        List.of(new StoredJob(id, false, false, 0, "{\"x\": \"" + "y".repeat(id * 37 % 3000) + "\"}")));
            }
        }
    }

    private String refusal() {
        return assertThrows(StoreException.class, () -> StoreFile.open(file())).getMessage();
    }

    @Test
    void aFileThatHasLostAnythingIsRefused() throws IOException {
        fill(60);
        byte[] whole = Files.readAllBytes(file());
        byte[] mark = Files.readAllBytes(mark());
        for (int length : new int[] {whole.length / 2, whole.length - 4096, whole.length - 1, 8192, 100, 0}) {
            Files.write(file(), Arrays.copyOf(whole, length));
            String message = refusal();
            assertTrue(message.contains(file().toString()) && message.contains("--reset"), message);
            assertEquals(length, Files.size(file()), "it is left as it was");
        }
        Files.delete(file());
        assertTrue(refusal().contains("is not there"));
        assertFalse(Files.exists(file()));

        Files.write(file(), whole);
        assertArrayEquals(mark, Files.readAllBytes(mark()), "refusals change nothing");
        try (StoreFile file = StoreFile.open(file())) {
            assertEquals(60, new StoredJobs(file).lastId());
        }
    }

    @Test
    void anOlderFileIsRefusedUnlessItsMarkIsOlderToo() throws IOException {
        fill(3);
        byte[] older = Files.readAllBytes(file());
        byte[] olderMark = Files.readAllBytes(mark());
        fill(3);
        Files.write(file(), older);
        assertTrue(refusal().contains("has lost the last 3 changes"), refusal());
        Files.write(mark(), olderMark);
        StoreFile.open(file()).close();
        fill(3);
        Files.write(file(), older);
        Files.delete(mark());
        try (StoreFile file = StoreFile.open(file())) {
            assertEquals(3, new StoredJobs(file).lastId());
        }
    }

    @Test
    void aFileWithoutMarkGetsOneAndADamagedMarkIsNamed() throws IOException {
        fill(3);
        Files.delete(mark());
        StoreFile.open(file()).close();
        assertTrue(Files.readString(mark()).startsWith("changes=4 length="), Files.readString(mark()));
        Files.writeString(mark(), Files.readString(mark()).replace("changes=4", "changes=3"));
        assertTrue(refusal().contains(mark().toString()), refusal());
    }

    @Test
    void randomBytesAreNoStore() throws IOException {
        Random random = new Random(7);
        for (int length : new int[] {1, 4096, 8192, 100_000}) {
            fill(3);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            Files.write(file(), noise);
            String message = refusal();
            assertTrue(message.contains("damaged") && message.lines().count() == 1, message);
            Files.delete(file());
            Files.delete(mark());
        }
    }

    /** A process that is killed leaves the mark behind the store, or both as they are between two writes. */
    @Test
    void whatAKilledProcessLeavesIsOpened() throws IOException {
        Path copy = directory.resolve("copy/cluster.db");
        Files.createDirectories(copy.getParent());
        try (StoreFile file = StoreFile.open(file())) {
            StoredJobs stored = new StoredJobs(file);
            for (int id = 1; id <= 300; id++) {
                Files.copy(mark(), copy.resolveSibling("cluster.db.commit"), StandardCopyOption.REPLACE_EXISTING);
                stored.write(List.of(open(id)));
                if (id % 20 == 0) {
                    Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
                    try (StoreFile other = StoreFile.open(copy)) {
                        assertEquals(id, new StoredJobs(other).lastId());
                    }
                    Files.delete(copy.resolveSibling("cluster.db.commit"));
                }
            }
        }
    }

    private Path mark() {
        return directory.resolve("cluster/cluster.db.commit");
    }
}
