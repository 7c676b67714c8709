package org.gatehouse.luxi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.cluster.TagKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuxiWatchesTest {
    private static final String METHOD = "WaitForJobChange";

    @RegisterExtension
    final LuxiTesting luxi = new LuxiTesting();

    @Test
    void aChangeIsTheJobAsItIsNow() {
        luxi.server().answer(METHOD, "[[\"success\"],[[1,[2,3],\"message\",\"x\"]]]");

        assertEquals(
                Optional.of(new JobChange(List.of("success"), List.of(List.of(1, List.of(2, 3), "message", "x")))),
                watch().join());
        assertEquals(
                "[\"7\",[\"status\"],null,null,10]",
                luxi.server().calls().get(0).args().toString());
        await().until(() -> luxi.server().connections() == 0);
        assertEquals(new LuxiNumbers(0, 0, 0, 0, 1, 0), luxi.cluster().numbers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"nochange\""})
    void noChangeIsEmpty(String result) {
        luxi.server().answer(METHOD, result);

        assertEquals(Optional.empty(), watch().join());
    }

    @Test
    void aThousandParkedWatchesHoldUpNobody() {
        CountDownLatch changed = new CountDownLatch(1);
        luxi.server().answer("QueryTags", "[]").on(METHOD, call -> {
            LuxiQueriesTest.awaitQuietly(changed);
            call.succeed("[[\"success\"],[]]");
        });
        long threadsBefore = gatehouseThreads();
        List<CompletableFuture<Optional<JobChange>>> watches = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            watches.add(watch());
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> luxi.server().calls().size() == 1000);

        assertEquals(List.of(), luxi.cluster().queries().tags(TagKind.CLUSTER, ""));
        assertEquals(1000, luxi.cluster().numbers().watches());
        assertEquals(Reason.BUSY, failureOf(watch()).reason());
        assertTrue(gatehouseThreads() <= threadsBefore + 3);

        changed.countDown();
        watches.forEach(CompletableFuture::join);
        // Who waits for the last one may be told before it is counted.
        await().until(() -> luxi.cluster().numbers().watches() == 0);
    }

    @Test
    void anErrorEndsTheWatch() {
        luxi.server().on(METHOD, call -> call.fail("[\"JobLost\",[\"Can't load job file\"]]"));

        ClusterException failure = failureOf(watch());

        assertEquals("JobLost", failure.errorClass());
        await().until(() -> luxi.cluster().numbers().failures() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[]", "[[],[],[]]", "[1,2]", "[[1"})
    void rubbishEndsTheWatch(String result) {
        luxi.server().answer(METHOD, result);

        assertEquals(Reason.BROKEN_ANSWER, failureOf(watch()).reason());
    }

    @Test
    void aWatchOutlivesARestart() {
        AtomicInteger times = new AtomicInteger();
        luxi.server().on(METHOD, call -> {
            if (times.incrementAndGet() > 1) {
                call.succeed("[[\"success\"],[]]");
            }
        });
        CompletableFuture<Optional<JobChange>> change = watch();
        await().until(() -> times.get() == 1);

        luxi.server().stop();
        luxi.server().start();

        assertTrue(change.join().isPresent());
    }

    @Test
    void aWatchThatIsAlwaysHungUpOnGivesUp() {
        luxi.server().on(METHOD, LuxiServer.Call::hangUp);

        assertEquals(
                Reason.BROKEN_ANSWER, failureOf(watch(Duration.ofMillis(500))).reason());
        assertTrue(luxi.server().calls().size() >= 3);
    }

    @Test
    void aWatchIsTriedForWhileLuxidHasNoRoomForIt() {
        AtomicInteger times = new AtomicInteger();
        luxi.server().on(METHOD, call -> {
            if (times.incrementAndGet() < 4) {
                call.hangUp();
            } else {
                call.succeed("[[\"success\"],[]]");
            }
        });

        assertTrue(watch().join().isPresent());
    }

    @Test
    void aNodeThatIsNotTheMasterDoesNotWait() {
        luxi.forgetMaster();
        luxi.server().stop();

        assertEquals(Reason.NOT_MASTER, failureOf(watch()).reason());
    }

    @Test
    void aMasterWithoutLuxidGivesUpAfterTheConnectLimit() {
        luxi.server().stop();
        luxi.connect(luxi.settings(Duration.ofMillis(300), Duration.ofSeconds(20)));

        assertEquals(Reason.TIMEOUT, failureOf(watch()).reason());
    }

    @Test
    void cancellingAWatchLetsGoOfItsConnection() {
        luxi.server().on(METHOD, call -> {});
        CompletableFuture<Optional<JobChange>> change = watch();
        await().until(() -> luxi.server().calls().size() == 1);

        change.cancel(false);

        await().until(() -> luxi.server().connections() == 0);
        assertEquals(0, luxi.cluster().numbers().watches());
    }

    @Test
    void closingTheClusterEndsAllWatches() {
        luxi.server().on(METHOD, call -> {});
        CompletableFuture<Optional<JobChange>> change = watch();
        await().until(() -> luxi.server().calls().size() == 1);

        luxi.cluster().close();

        assertEquals(Reason.BROKEN_ANSWER, failureOf(change).reason());
        assertEquals(Reason.BROKEN_ANSWER, failureOf(watch()).reason());
    }

    private CompletableFuture<Optional<JobChange>> watch() {
        return watch(Duration.ofSeconds(10));
    }

    private CompletableFuture<Optional<JobChange>> watch(Duration limit) {
        return luxi.cluster()
                .jobs()
                .awaitChange(new JobWatch(JobId.of(7), List.of("status"), null, null, limit))
                .toCompletableFuture();
    }

    private static ClusterException failureOf(CompletableFuture<?> watch) {
        return (ClusterException)
                assertThrows(CompletionException.class, watch::join).getCause();
    }

    private static long gatehouseThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gatehouse-"))
                .count();
    }
}
