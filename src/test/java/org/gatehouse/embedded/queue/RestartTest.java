package org.gatehouse.embedded.queue;

import static org.gatehouse.embedded.queue.QueueTesting.after;
import static org.gatehouse.embedded.queue.QueueTesting.delay;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RestartTest {
    @RegisterExtension
    final QueueTesting testing = new QueueTesting();

    @Test
    void whatWasAtWorkIsFoundDeadAndWhatWasQueuedRuns() {
        testing.started().shut("gate");
        long running = testing.submit(delay("gate", "a"), delay(1));
        testing.await(running, "running");
        long waiting = testing.submit(delay("", "a"));
        testing.await(waiting, "waiting");
        long queued = testing.submit(after(delay(1), running));

        testing.killAndReopen();
        testing.started();

        for (long dead : List.of(running, waiting)) {
            JobRow row = testing.row(dead);
            String message = "detected death of job " + dead;
            assertEquals("error", row.status());
            for (JobRow.Step step : row.steps()) {
                assertEquals("error", step.status());
                assertEquals(message, step.result());
                assertEquals(row.ended(), step.ended());
                List<?> trail = (List<?>) step.input().get("reason");
                assertEquals(
                        List.of("gnt:daemon:luxid:deathdetection", message),
                        ((List<?>) trail.get(trail.size() - 1)).subList(0, 2));
            }
        }
        assertNull(testing.row(running).steps().get(1).started());
        assertEquals("success", testing.finished(queued).status());
        assertEquals(4, testing.submit(delay(1)));
    }

    @Test
    void anOrderlyEndPutsWhatHadNotBegunBackInLine() {
        testing.started().shut("gate");
        long running = testing.submit(delay("gate", "a"));
        testing.await(running, "running");
        long waiting = testing.submit(delay("", "a"));
        testing.await(waiting, "waiting");

        testing.closeAndReopen();

        assertEquals("error", testing.status(running));
        assertEquals("queued", testing.status(waiting));
        assertNull(testing.row(waiting).started());
        testing.started();
        assertEquals("success", testing.finished(waiting).status());
    }

    @Test
    void noAnsweredIdIsLostOrGivenTwiceWhenTheProcessIsKilledUnderLoad() throws Exception {
        Set<Long> answered = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 20; round++) {
            testing.started();
            EmbeddedJobQueue queue = testing.queue();
            AtomicBoolean twice = new AtomicBoolean();
            ExecutorService clients = Executors.newFixedThreadPool(8);
            for (int i = 0; i < 8; i++) {
                int client = i;
                clients.execute(() -> {
                    for (int job = 0; job < 20; job++) {
                        long id = Long.parseLong(queue.submit(List.of(delay("", "instance" + client)))
                                .digits());
                        if (!answered.add(id)) {
                            twice.set(true);
                        }
                    }
                });
            }
            clients.shutdown();
            Thread.sleep(round % 5);
            Set<Long> before = Set.copyOf(answered);
            MemoryJobStore left = testing.store().copy();
            before.forEach(id -> assertTrue(left.load(id).isPresent(), "job " + id));
            assertTrue(clients.awaitTermination(30, TimeUnit.SECONDS));
            assertFalse(twice.get());
            testing.killAndReopen();
            answered.forEach(id -> assertTrue(testing.store().load(id).isPresent(), "job " + id));
        }
        testing.started();
        answered.forEach(id -> assertTrue(testing.finished(id).isFinished()));
    }

    @Test
    void privateParametersAreHiddenWhenAJobsTurnComesAndSecretOnesAlways() {
        Opcode create = Opcode.named("OP_INSTANCE_CREATE")
                .withAll(Map.of(
                        "reason", List.of(),
                        "instance_name", "i1",
                        "mode", "create",
                        "disk_template", "diskless",
                        "disks", List.of(),
                        "nics", List.of(),
                        "osparams_private", Map.of("a", "pst"),
                        "osparams_secret", Map.of("b", "hush")));
        long job = testing.submit(create);

        assertEquals(Map.of("a", "pst"), input(job).get("osparams_private"));
        assertEquals(Map.of("b", "<redacted>"), input(job).get("osparams_secret"));
        assertFalse(testing.store().load(job).orElseThrow().json().contains("hush"));
        testing.killAndReopen();
        testing.started();

        JobRow row = testing.finished(job);
        assertEquals(
                List.of("OpPrereqError", List.of("Please re-submit secret parameters to job.", "wrong_input")),
                row.steps().get(0).result());
        assertNull(((Map<?, ?>) input(job).get("osparams_private")).get("a"));
        assertNull(((Map<?, ?>) input(job).get("osparams_secret")).get("b"));
        assertFalse(testing.store().load(job).orElseThrow().json().contains("pst"));

        JobRow second = testing.finished(testing.submit(create));
        assertEquals("success", second.status());
        Opcode seen = testing.seen().get(testing.seen().size() - 1);
        assertEquals(Map.of("b", "hush"), seen.parameters().get("osparams_secret"));
    }

    private Map<String, Object> input(long job) {
        return testing.row(job).steps().get(0).input();
    }
}
