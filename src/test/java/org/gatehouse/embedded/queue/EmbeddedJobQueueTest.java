package org.gatehouse.embedded.queue;

import static org.awaitility.Awaitility.await;
import static org.gatehouse.embedded.queue.QueueTesting.after;
import static org.gatehouse.embedded.queue.QueueTesting.delay;
import static org.gatehouse.embedded.queue.QueueTesting.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobId;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedJobQueueTest {
    private static final List<Object> CANCELLED = List.of(true, "Job successfully cancelled");

    @RegisterExtension
    final QueueTesting testing = new QueueTesting();

    @Test
    void aJobRunsToItsEndAndShowsItsOpcodeAsGanetiCompletesIt() {
        testing.started();

        JobRow row = testing.finished(testing.submit(delay(1).with("reason", List.of(List.of("me", "why", 5L)))));

        assertEquals("success", row.status());
        assertEquals(
                List.of("TEST_DELAY(1.0)"),
                JobRow.field("summary").orElseThrow().apply(row));
        Map<String, Object> input = row.steps().get(0).input();
        assertEquals(
                List.of(
                        "debug_level",
                        "priority",
                        "depends",
                        "comment",
                        "reason",
                        "OP_ID",
                        "duration",
                        "on_master",
                        "on_nodes",
                        "repeat",
                        "interruptible",
                        "no_locks"),
                List.copyOf(input.keySet()));
        assertTrue(JsonValues.same(1, input.get("duration")));
        List<?> trail = (List<?>) input.get("reason");
        assertTrue(JsonValues.same(List.of("me", "why", 5), trail.get(0)));
        assertEquals(List.of("gnt:opcode:test_delay", "job=1;index=0"), ((List<?>) trail.get(1)).subList(0, 2));
        assertTrue(Times.micros(row.started()) >= Times.micros(row.received()));
        assertTrue(Times.micros(row.ended()) >= Times.micros(row.steps().get(0).executed()));
        assertEquals(row, testing.row(1));
    }

    @Test
    void whatLuxidWouldNotUnderstandIsRefusedInItsWords() {
        assertEquals(
                "Failed to parse request: SubmitJob: Unknown opcode OP_NOSUCH",
                failureOf(() -> testing.submit(Opcode.named("OP_NOSUCH"))).getMessage());
        assertEquals(
                "Failed to parse request: SubmitJob: key 'duration' not found, object contains only [\"OP_ID\",\"reason\"]",
                failureOf(() -> testing.submit(Opcode.named("OP_TEST_DELAY").with("reason", List.of())))
                        .getMessage());
        assertTrue(failureOf(() -> testing.submit(delay(1).with("nosuch", 1).with("other", 2)))
                .getMessage()
                .startsWith("Failed to parse request: SubmitJob: Superfluous dictionary keys: [\"nosuch\",\"other\"],"
                        + " but only [\"OP_ID\",\"comment\","));
        assertEquals(
                Reason.NOT_UNDERSTOOD,
                failureOf(() -> testing.submit(delay(1).with("on_nodes", "x"))).reason());
        assertEquals(0, testing.queue().lastId());
    }

    @Test
    void aJobWithoutOpcodesIsASuccessAtOnce() {
        assertEquals("success", testing.status(testing.submit()));
        assertNull(testing.row(1).ended());
    }

    @Test
    void whenAnOpcodeFailsTheNextOnesFailToo() {
        testing.started();

        JobRow row = testing.finished(testing.submit(delay(0), delay(1)));

        assertEquals("error", row.status());
        assertEquals(
                List.of("OpPrereqError", List.of("Duration must be greater than zero")),
                row.steps().get(0).result());
        assertNull(row.steps().get(0).executed());
        assertEquals(
                List.of("OpExecError", List.of("Preceding opcode failed")),
                row.steps().get(1).result());
        assertEquals("error", row.steps().get(1).status());
    }

    @Test
    void anOpcodeThatBurstsFailsItsJobAndNothingElse() {
        testing.started();

        JobRow row = testing.finished(testing.submit(delay("BURST", "a")));

        assertEquals(
                List.of("OpExecError", List.of("burst")), row.steps().get(0).result());
        assertEquals("success", testing.finished(testing.submit(delay("", "a"))).status());
    }

    @Test
    void jobsOfOneInstanceRunInOrderAndThoseOfOthersMeanwhile() {
        testing.started();
        List<List<Opcode>> jobs = IntStream.range(0, 500)
                .mapToObj(i -> List.of(delay("", "instance" + i % 50)))
                .toList();

        List<Long> ids = testing.queue().submitMany(jobs).stream()
                .map(pair -> (Long) pair.get(1))
                .toList();

        assertEquals(LongStream.rangeClosed(1, 500).boxed().toList(), ids);
        ids.forEach(id -> assertEquals("success", testing.finished(id).status()));
        Map<Object, Long> lastEnd = new HashMap<>();
        boolean interleaved = false;
        long before = 0;
        for (long id : ids) {
            JobRow row = testing.row(id);
            Object instance = row.steps().get(0).input().get("on_nodes");
            long begun = Times.micros(row.steps().get(0).executed());
            assertTrue(begun >= lastEnd.getOrDefault(instance, 0L), "job " + id);
            interleaved |= begun < before;
            before = Times.micros(row.ended());
            lastEnd.put(instance, before);
        }
        assertTrue(interleaved);
        assertTrue(testing.queue().locks().isEmpty());
    }

    @Test
    void manySubmittersShareTheCostOfWritingAndNoIdIsAnsweredTwice() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(50);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(threads.submit(() -> {
                start.await();
                return testing.submit(delay(1));
            }));
        }
        start.countDown();
        Set<Long> ids = new HashSet<>();
        for (Future<Long> answer : answers) {
            long id = answer.get();
            ids.add(id);
            assertTrue(testing.store().load(id).isPresent());
        }
        threads.shutdown();

        assertEquals(1000, ids.size());
        assertEquals(1000, testing.queue().lastId());
    }

    @Test
    void aJobThatCannotBeWrittenIsNotAnswered() {
        testing.store().breakDown();

        assertEquals(
                Reason.BROKEN_ANSWER, failureOf(() -> testing.submit(delay(1))).reason());
    }

    @Test
    void onAFullDiskSubmissionsAreRefusedAndJobsEndWhenThereIsSpace() {
        testing.started().shut("gate");
        long running = testing.submit(delay("gate"));
        testing.await(running, "running");
        testing.store().full(true);

        ClusterException refused = failureOf(() -> testing.submit(delay(1)));
        assertEquals(Reason.BUSY, refused.reason());
        assertEquals("the job is not queued: the disk is full", refused.getMessage());
        testing.open("gate");
        ClusterException again = failureOf(() -> testing.submit(delay(1)));
        assertEquals(Reason.BUSY, again.reason());
        assertFalse(testing.store().load(running).orElseThrow().finished());

        testing.store().full(false);
        testing.await(running, "success");
        assertTrue(testing.store().load(running).orElseThrow().finished());
        assertEquals(running, testing.store().lastId());
        testing.await(testing.submit(delay(0.01)), "success");
    }

    /** A job that is about to queue two others, which the store refuses. */
    private long refusedParent() {
        testing.started().shut("SUBMIT");
        long parent = testing.submit(delay("SUBMIT"));
        testing.await(parent, "running");
        testing.store().full(true);
        testing.open("SUBMIT");
        await().atMost(Duration.ofSeconds(20)).until(() -> testing.queue().lastId() == parent + 2);
        // Its refusal comes with theirs or after it.
        failureOf(() -> testing.submit(delay(1)));
        return parent;
    }

    @Test
    void onAFullDiskAJobWaitsUntilWhatItSubmitsIsTaken() {
        long parent = refusedParent();
        assertEquals("running", testing.status(parent));

        testing.store().full(false);

        Object result = testing.finished(parent).steps().get(0).result();
        assertTrue(
                JsonValues.same(Map.of("jobs", List.of(List.of(true, parent + 1), List.of(true, parent + 2))), result),
                String.valueOf(result));
        testing.await(parent + 1, "success");
        testing.await(parent + 2, "success");
    }

    @Test
    @Timeout(8)
    void aJobThatWaitsForWhatItSubmitsDoesNotHoldUpTheEnd() {
        long parent = refusedParent();

        testing.queue().close();

        assertFalse(testing.store().load(parent).orElseThrow().finished());
        assertEquals(parent, testing.store().lastId());
    }

    @Test
    void noMoreThanTheLimitRunAtOnceAndPriorityDecidesWhoIsNext() {
        testing.started().shut("gate");
        testing.shut("one");
        IntStream.range(0, 19).forEach(i -> testing.submit(delay("gate")));
        testing.submit(delay("one"));
        IntStream.rangeClosed(1, 20).forEach(id -> testing.await(id, "running"));
        long normal = testing.submit(delay("gate"));
        long urgent = testing.submit(delay("").with("priority", -10));

        assertEquals("queued", testing.status(normal));
        assertEquals("queued", testing.status(urgent));
        assertEquals(-10, testing.row(urgent).priority());

        testing.open("one");
        long begun = Times.micros(testing.finished(urgent).started());
        testing.await(normal, "running");
        assertTrue(begun <= Times.micros(testing.row(normal).started()));
    }

    @Test
    void aJobWaitsForThoseItDependsOn() {
        testing.started().shut("gate");
        long first = testing.submit(delay("gate"));
        List<List<Object>> pairs = testing.queue()
                .submitMany(List.of(
                        List.of(after(delay(1), -1, "success")),
                        List.of(after(delay(1), -1, "error")),
                        List.of(after(delay(1), first)),
                        List.of(after(delay(1), 9999)),
                        List.of(after(delay(1), -9999))));
        testing.await(first, "running");

        assertEquals("queued", testing.status(2));
        assertEquals(List.of(false, "Invalid value for job ID ' -9993'"), pairs.get(4));
        assertEquals(
                List.of("OpExecError", List.of("Dependency error: Job 9999 not found")),
                testing.finished(5).steps().get(0).result());
        testing.open("gate");
        assertEquals("success", testing.finished(2).status());
        assertEquals(
                List.of(
                        "OpExecError",
                        List.of("Dependency job 2 finished with status 'success', not one of 'error' as required")),
                testing.finished(3).steps().get(0).result());
        assertEquals("success", testing.finished(4).status());
    }

    @Test
    void aJobIsCancelledWithTheOneItDependsOnUnlessItWantedThat() {
        long first = testing.submit(delay(1));
        long second = testing.submit(after(delay(1), first, "success"));
        long third = testing.submit(after(delay(1), first, "canceled"));
        long fourth = testing.submit(after(delay(1), first));
        testing.cancel(first);
        testing.started();

        assertEquals("canceled", testing.finished(second).status());
        assertEquals(
                "Job canceled by request", testing.row(second).steps().get(0).result());
        assertEquals("success", testing.finished(third).status());
        assertEquals("canceled", testing.finished(fourth).status());
    }

    @Test
    void aJobIsCancelledAtEachStageAsGanetiDoesIt() {
        long queued = testing.submit(delay(1));
        assertEquals(List.of(true, "Dequeued job 1"), testing.cancel(queued));
        assertEquals("canceled", testing.status(queued));
        assertNull(testing.row(queued).steps().get(0).result());
        assertNull(testing.row(queued).started());
        assertEquals(List.of(false, "Job 1 not found in queue"), testing.cancel(queued));
        assertEquals(List.of(false, "Job 77 not found in queue"), testing.cancel(77));

        testing.started().shut("gate");
        long running = testing.submit(delay("gate", "a"), delay(1));
        testing.await(running, "running");
        long waiting = testing.submit(delay("", "a"), delay(1));
        testing.await(waiting, "waiting");
        assertEquals(CANCELLED, testing.cancel(waiting));
        assertEquals(List.of("canceled", "canceled"), field("opstatus", waiting));
        assertEquals(List.of("Job canceled by request", "Job canceled by request"), field("opresult", waiting));

        assertEquals(
                List.of(false, "Job no longer waiting, can't cancel (informed it anyway)"), testing.cancel(running));
        testing.open("gate");
        assertEquals("canceled", testing.finished(running).status());
        assertEquals(List.of("success", "canceled"), field("opstatus", running));
    }

    private Object field(String name, long job) {
        return JobRow.field(name).orElseThrow().apply(testing.row(job));
    }

    @Test
    void thePriorityOfWhatHasNotBegunChanges() {
        long job = testing.submit(delay(1), delay(1));

        assertEquals(
                List.of(true, "Priorities of pending opcodes for job 1 have been changed to -10"),
                testing.queue().changePriority(JobId.of(job), -10));
        assertEquals(List.of(-10, -10), field("oppriority", job));
        assertEquals(0, testing.row(job).steps().get(0).input().get("priority"));
        assertEquals(List.of(false, "Job 5 not found in queue"), testing.queue().changePriority(JobId.of(5), -10));
    }

    @Test
    void logEntriesAreNumberedThroughTheJob() {
        testing.started().shut("gate");
        testing.open("gate");

        JobRow row = testing.finished(testing.submit(delay("gate"), delay("gate")));

        assertEquals(1, ((List<?>) row.steps().get(0).log().get(0)).get(0));
        List<?> second = (List<?>) row.steps().get(1).log().get(0);
        assertEquals(2, second.get(0));
        assertEquals(List.of("message", "waiting at the gate"), second.subList(2, 4));
    }

    @Test
    void whatAJobSubmitsCarriesItsReasonsAndWhatItAmendsIsShown() {
        testing.started();

        long parent = testing.submit(delay("SUBMIT").with("priority", 10));
        assertTrue(JsonValues.same(
                Map.of("jobs", List.of(List.of(true, 2), List.of(true, 3))),
                testing.finished(parent).steps().get(0).result()));
        Map<String, Object> child = testing.finished(2).steps().get(0).input();
        assertEquals("Submitted by OP_TEST_DELAY", child.get("comment"));
        assertEquals(10, child.get("priority"));
        assertEquals(2, ((List<?>) child.get("reason")).size());

        Map<String, Object> amended =
                testing.finished(testing.submit(delay("AMEND"))).steps().get(0).input();
        assertEquals(List.of("u"), amended.get("on_node_uuids"));
        assertEquals("debug_level", amended.keySet().iterator().next());
    }

    @Test
    void aDrainedQueueTakesNothing() {
        testing.queue().drain(true);

        assertEquals(
                "GenericError[Queue drained]",
                failureOf(() -> testing.submit(delay(1))).getMessage());
        testing.killAndReopen();
        assertTrue(testing.queue().isDrained());
        testing.queue().drain(false);
        testing.submit(delay(1));
    }

    @Test
    void finishedJobsAreArchived() {
        testing.started();
        testing.finished(testing.submit(delay(1)));
        testing.finished(testing.submit(delay(1)));
        testing.shut("gate");
        testing.submit(delay("gate"));

        assertTrue(testing.queue().archive(JobId.of(1)));
        assertFalse(testing.queue().archive(JobId.of(1)));
        assertFalse(testing.queue().archive(JobId.of(3)));
        assertFalse(testing.queue().archive(JobId.of(99)));
        assertTrue(testing.row(1).archived());
        assertEquals(List.of(2L, 3L), ids(false));
        assertEquals(List.of(0L, 0L), testing.queue().archiveOld(Duration.ofDays(1), Duration.ofSeconds(5)));
        assertEquals(List.of(1L, 0L), testing.queue().archiveOld(Duration.ofSeconds(-1), Duration.ofSeconds(5)));
        assertEquals(List.of(3L), ids(false));
        assertEquals(List.of(1L, 2L, 3L), ids(true));
    }

    private List<Long> ids(boolean archivedToo) {
        return testing.queue().view().page(0, 10, archivedToo).stream()
                .map(JobRow::id)
                .toList();
    }
}
