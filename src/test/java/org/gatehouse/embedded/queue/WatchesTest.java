package org.gatehouse.embedded.queue;

import static org.gatehouse.embedded.queue.QueueTesting.delay;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    final QueueTesting testing = new QueueTesting();

    private CompletableFuture<Optional<JobChange>> watch(
            long job, List<Object> fields, List<Object> known, Object serial, Duration limit) {
        return testing.queue()
                .awaitChange(new JobWatch(JobId.of(job), fields, known, serial, limit))
                .toCompletableFuture();
    }

    private CompletableFuture<Optional<JobChange>> status(long job, String known) {
        return watch(job, List.of("status"), List.of(known), null, LONG);
    }

    private static JobChange answer(CompletableFuture<Optional<JobChange>> watch) throws Exception {
        return watch.get(20, TimeUnit.SECONDS).orElseThrow();
    }

    @Test
    void aFinishedJobAnswersAtOnceAndAnUnknownOneIsLost() throws Exception {
        testing.started();
        long job = testing.submit(delay(1));
        testing.finished(job);

        assertEquals(new JobChange(List.of("success"), List.of()), answer(status(job, "success")));
        ExecutionException failure = assertThrows(
                ExecutionException.class, () -> status(99, "success").get(5, TimeUnit.SECONDS));
        assertEquals("JobLost[Can't load job file]", failure.getCause().getMessage());
    }

    @Test
    void whoKnowsNothingIsAnsweredAtOnce() throws Exception {
        long job = testing.submit(delay(1));

        assertEquals(
                new JobChange(List.of(job, "queued"), List.of()),
                answer(watch(job, List.of("id", "status"), null, null, LONG)));
    }

    @Test
    void aChangeIsAnsweredWhenItHappensAndSoIsANewLogEntry() throws Exception {
        testing.shut("gate");
        long job = testing.submit(delay("gate"));
        CompletableFuture<Optional<JobChange>> change = status(job, "queued");
        assertFalse(change.isDone());
        testing.started();

        assertFalse(answer(change).info().equals(List.of("queued")));
        testing.await(job, "running");
        JobChange logged = answer(watch(job, List.of("status"), List.of("running"), 0, LONG));
        assertEquals(List.of("running"), logged.info());
        assertEquals(1, logged.logEntries().size());
        CompletableFuture<Optional<JobChange>> end = watch(job, List.of("status"), List.of("running"), 1, LONG);
        assertFalse(end.isDone());
        testing.open("gate");
        assertEquals(new JobChange(List.of("success"), List.of()), answer(end));
    }

    @Test
    void afterTheLimitTheUnchangedValuesAreTheAnswer() throws Exception {
        long job = testing.submit(delay(1));

        assertEquals(
                new JobChange(List.of("queued"), List.of()),
                answer(watch(job, List.of("status"), List.of("queued"), null, Duration.ofMillis(50))));
    }

    @Test
    void aFieldThatJobsDoNotHaveMakesAllValuesNull() throws Exception {
        long job = testing.submit(delay(1));

        assertEquals(
                Arrays.asList(null, null),
                answer(watch(job, List.of("status", "nosuch"), null, null, LONG))
                        .info());
        ExecutionException failure = assertThrows(
                ExecutionException.class,
                () -> watch(job, List.of(5), null, null, LONG).get(5, TimeUnit.SECONDS));
        assertEquals(Reason.NOT_UNDERSTOOD, ((ClusterException) failure.getCause()).reason());
    }

    @Test
    void tenThousandWaitWithoutAThreadEach() throws Exception {
        List<CompletableFuture<Optional<JobChange>>> waits = new ArrayList<>();
        List<Long> jobs =
                IntStream.range(0, 100).mapToObj(i -> testing.submit(delay(1))).toList();
        for (int i = 0; i < 10_000; i++) {
            waits.add(status(jobs.get(i % 100), "queued"));
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("gatehouse-job"))
                        .count()
                < 10);

        testing.started();

        for (CompletableFuture<Optional<JobChange>> wait : waits) {
            assertFalse(answer(wait).info().equals(List.of("queued")));
        }
        int left = 10_001;
        List<CompletableFuture<Optional<JobChange>>> more = new ArrayList<>();
        testing.shut("gate");
        long job = testing.submit(delay("gate"));
        testing.await(job, "running");
        for (int i = 0; i < 2 * left; i++) {
            more.add(watch(job, List.of("status"), List.of("running"), 1, LONG));
        }
        assertEquals(
                2L,
                more.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .count());
    }

    @Test
    void whoStillWaitsAtTheEndIsTold() {
        CompletableFuture<Optional<JobChange>> wait = status(testing.submit(delay(1)), "queued");

        testing.queue().close();

        assertTrue(wait.isCompletedExceptionally());
    }
}
