package org.gatehouse.luxi;

import static org.gatehouse.luxi.LuxiTesting.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobId;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuxiJobQueueTest {
    private static final List<Opcode> STAMPED = List.of(Opcode.named("OP_TEST_DELAY")
            .with("duration", 0.5)
            .with("reason", List.of(List.of("gnt:library:rlib2:x", "", 1_795_203_460_536_049_001L))));
    private static final List<Opcode> UNSTAMPED =
            List.of(Opcode.named("OP_TEST_DELAY").with("reason", List.of()));
    private static final String OURS = "{\"reason\":[[\"gnt:library:rlib2:x\",\"\",1795203460536049001],"
            + "[\"gnt:opcode:test_delay\",\"job=7;index=0\",1795203460536059000]],\"OP_ID\":\"OP_TEST_DELAY\"}";
    private static final String ANOTHER = OURS.replace("049001", "049002");

    @RegisterExtension
    final LuxiTesting luxi = new LuxiTesting();

    @Test
    void aJobIsItsOpcodesAndItsIdTheAnswer() {
        luxi.server().answer("SubmitJob", "4711");

        assertEquals(JobId.of(4711), luxi.cluster().jobs().submit(STAMPED));
        assertEquals(
                "[[{\"duration\":0.5,"
                        + "\"reason\":[[\"gnt:library:rlib2:x\",\"\",1795203460536049001]],\"OP_ID\":\"OP_TEST_DELAY\"}]]",
                luxi.server().calls().get(0).args().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[7]", "1.5", "-1", "\"x\"", "true"})
    void whatIsNoJobIdIsABrokenAnswer(String result) {
        luxi.server().answer("SubmitJob", result);

        assertEquals(Reason.BROKEN_ANSWER, failureOf(this::submit).reason());
    }

    @Test
    void aJobIdKeepsAllItsDigits() {
        luxi.server().answer("SubmitJob", "123456789012345678901234567890");

        assertEquals(
                new JobId("123456789012345678901234567890"),
                luxi.cluster().jobs().submit(STAMPED));
    }

    @Test
    void aSubmissionThatNobodyReadGoesToTheNextConnection() throws IOException {
        luxi.server().reads(false);
        CompletableFuture<JobId> job = CompletableFuture.supplyAsync(this::submit);
        Awaitility.await()
                .until(() -> luxi.server().accepted() == 1
                        && luxi.cluster().numbers().inUse() == 1);
        luxi.server().reads(true).answer("SubmitJob", "7").answer("Query", jobs("[7," + OURS + "]"));

        luxi.server().hangUpAll();

        assertEquals(JobId.of(7), job.join());
    }

    @Test
    void aSubmissionLargerThanTheSocketsBufferIsSentAgainWhenItWasCutShort() throws IOException {
        luxi.server().reads(false);
        Opcode large = STAMPED.get(0).with("comment", "x".repeat(4 << 20));
        CompletableFuture<JobId> job =
                CompletableFuture.supplyAsync(() -> luxi.cluster().jobs().submit(List.of(large)));
        Awaitility.await()
                .until(() -> luxi.server().accepted() == 1
                        && luxi.cluster().numbers().inUse() == 1);
        luxi.server().reads(true).answer("SubmitJob", "7");

        luxi.server().hangUpAll();

        assertEquals(JobId.of(7), job.join());
        assertEquals(1, luxi.server().calls().size());
    }

    @Test
    void aJobWhoseAnswerWasLostIsFoundByItsReason() {
        luxi.server()
                .on("SubmitJob", LuxiServer.Call::hangUp)
                .answer("Query", jobs("[6," + ANOTHER + "]", "[7," + OURS + "]", "[8," + OURS + "," + OURS + "]"));

        assertEquals(JobId.of(7), submit());

        assertEquals(1, submissions());
        assertTrue(luxi.server()
                .calls()
                .get(1)
                .args()
                .toString()
                .startsWith("[\"job\",[\"id\",\"ops\"],[\">=\",\"received_ts\","));
    }

    @Test
    void aJobWhoseAnswerWasLostIsFoundAfterLuxidIsBack() {
        luxi.server().on("SubmitJob", call -> luxi.server().stop()).answer("Query", jobs("[7," + OURS + "]"));
        CompletableFuture<JobId> job = CompletableFuture.supplyAsync(this::submit);
        Awaitility.await().until(() -> submissions() == 1 && luxi.server().connections() == 0);

        luxi.server().start();

        assertEquals(JobId.of(7), job.join());
        assertEquals(1, submissions());
    }

    @Test
    void aLostJobMayAppearALittleLater() {
        AtomicInteger looks = new AtomicInteger();
        luxi.server()
                .on("SubmitJob", LuxiServer.Call::hangUp)
                .on("Query", call -> call.succeed(looks.incrementAndGet() == 1 ? jobs() : jobs("[7," + OURS + "]")));

        assertEquals(JobId.of(7), submit());
    }

    @Test
    void aJobThatIsNotFoundWasNotQueued() {
        luxi.server().on("SubmitJob", LuxiServer.Call::hangUp).answer("Query", jobs("[6," + ANOTHER + "]"));

        assertLost("was not queued");
    }

    @Test
    void aJobThatIsFoundTwiceIsNotGuessedAt() {
        luxi.server()
                .on("SubmitJob", LuxiServer.Call::hangUp)
                .answer("Query", jobs("[6," + OURS + "]", "[7," + OURS + "]"));

        assertLost("several jobs");
    }

    @Test
    void aJobThatCannotBeLookedForIsUnknown() {
        luxi.server().on("SubmitJob", LuxiServer.Call::hangUp).on("Query", call -> call.fail("\"no\""));

        assertLost("unknown whether");
    }

    @Test
    void aJobWithoutAReasonIsUnknown() {
        luxi.server().on("SubmitJob", LuxiServer.Call::hangUp);

        ClusterException failure = failureOf(() -> luxi.cluster().jobs().submit(UNSTAMPED));

        assertEquals(Reason.BROKEN_ANSWER, failure.reason());
        assertTrue(failure.getMessage().contains("unknown whether"));
        assertEquals(1, luxi.server().calls().size());
    }

    @Test
    void aSilentLuxidDoesNotGetTheSubmissionTwice() {
        luxi.server().on("SubmitJob", call -> {});
        luxi.connect(luxi.settings(Duration.ofSeconds(20), Duration.ofMillis(300)));

        assertEquals(Reason.TIMEOUT, failureOf(this::submit).reason());
        assertEquals(1, luxi.server().calls().size());
    }

    @Test
    void cancellingIsAskedForOnce() {
        luxi.server().answer("CancelJob", "[true,\"Dequeued job 10\"]");
        assertEquals(List.of(true, "Dequeued job 10"), luxi.cluster().jobs().cancel(JobId.of(10)));
        assertEquals("[\"10\",false]", luxi.server().calls().get(0).args().toString());

        luxi.server().on("CancelJob", LuxiServer.Call::hangUp);
        assertEquals(
                Reason.BROKEN_ANSWER,
                failureOf(() -> luxi.cluster().jobs().cancel(JobId.of(10))).reason());
        assertEquals(2, luxi.server().calls().size());
    }

    @Test
    void filterRulesAreChangedOnce() {
        luxi.server().answer("ReplaceFilter", "\"u\"").on("DeleteFilter", LuxiServer.Call::hangUp);

        assertEquals("u", luxi.cluster().filters().replace(null, 1, List.of(), "ACCEPT", List.of()));
        assertEquals(
                Reason.BROKEN_ANSWER,
                failureOf(() -> luxi.cluster().filters().delete("u")).reason());

        assertEquals(
                "[null,1,[],\"ACCEPT\",[]]", luxi.server().calls().get(0).args().toString());
        assertEquals("[\"u\"]", luxi.server().calls().get(1).args().toString());
        assertEquals(2, luxi.server().calls().size());
    }

    private JobId submit() {
        return luxi.cluster().jobs().submit(STAMPED);
    }

    private long submissions() {
        return luxi.server().calls().stream()
                .filter(call -> call.method().equals("SubmitJob"))
                .count();
    }

    private void assertLost(String words) {
        ClusterException failure = failureOf(this::submit);
        assertEquals(Reason.BROKEN_ANSWER, failure.reason());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
        assertEquals(1, submissions());
    }

    /** The answer to a query for jobs; each is given as an id and its opcodes. */
    private static String jobs(String... jobs) {
        StringBuilder rows = new StringBuilder();
        for (String job : jobs) {
            int comma = job.indexOf(',');
            rows.append(rows.isEmpty() ? "" : ",")
                    .append("[[0,")
                    .append(job, 1, comma)
                    .append("],[0,[")
                    .append(job, comma + 1, job.length() - 1)
                    .append("]]]");
        }
        return "{\"fields\":[],\"data\":[" + rows + "]}";
    }
}
