package org.gatehouse.luxi;

import static org.awaitility.Awaitility.await;
import static org.gatehouse.luxi.LuxiTesting.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Rows;
import org.gatehouse.cluster.TagKind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LuxiReconnectTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @RegisterExtension
    final LuxiTesting luxi = new LuxiTesting();

    @Test
    void oneConnectionServesCallAfterCall() {
        luxi.server().answer("QueryTags", "[]");

        ask();
        ask();
        ask();

        assertEquals(1, luxi.server().accepted());
        assertEquals(new LuxiNumbers(1, 0, 0, 0, 3, 0), luxi.cluster().numbers());
    }

    @Test
    void aConnectionThatDiedIdleIsReplaced() throws IOException {
        luxi.server().answer("QueryTags", "[]");
        ask();

        luxi.server().hangUpAll();
        ask();

        assertEquals(2, luxi.server().accepted());
        assertEquals(0, luxi.cluster().numbers().failures());
    }

    @Test
    void idleConnectionsAreDroppedAfterAWhile() {
        luxi.server().answer("QueryTags", "[]");
        try (ConnectionPool pool = new ConnectionPool(new Connector(luxi.settings()), 2, 2, Duration.ofMillis(1))) {
            pool.lease(org.gatehouse.wire.Deadline.after(Duration.ofSeconds(20)))
                    .giveBack();
            await().until(() -> {
                pool.sweep();
                return pool.open() == 0;
            });
            await().until(() -> luxi.server().connections() == 0);
        }
    }

    @Test
    void aQuestionIsAskedAgainWhenLuxidGoesBeforeItsAnswer() {
        AtomicInteger times = new AtomicInteger();
        luxi.server().on("QueryTags", call -> {
            if (times.incrementAndGet() < 3) {
                call.raw("{\"success\":true,\"result\":[");
                call.hangUp();
            } else {
                call.succeed("[\"t\"]");
            }
        });

        assertEquals(List.of("t"), luxi.cluster().queries().tags(TagKind.CLUSTER, ""));
    }

    @Test
    void aConnectionClosedForGoodIsABrokenAnswer() {
        luxi.server().on("QueryTags", LuxiServer.Call::hangUp);

        assertEquals(Reason.BROKEN_ANSWER, failureOf(this::ask).reason());
        assertEquals(0, luxi.cluster().numbers().inUse());
    }

    @Test
    void theMasterWaitsForItsLuxidToComeBack() {
        luxi.server().answer("QueryTags", "[]");
        luxi.server().stop();

        CompletableFuture<Void> asking = CompletableFuture.runAsync(this::ask);
        await().until(() -> luxi.cluster().numbers().inUse() == 1);
        luxi.server().start();

        asking.join();
    }

    @Test
    void theMasterGivesUpAfterTheConnectLimit() {
        luxi.server().stop();
        luxi.connect(luxi.settings(SHORT, Duration.ofSeconds(20)));

        assertEquals(Reason.TIMEOUT, failureOf(this::ask).reason());
    }

    @Test
    void anotherNodeDoesNotWait() throws IOException {
        luxi.forgetMaster();
        luxi.server().stop();

        assertNotMaster();
        Files.delete(luxi.server().socket());
        assertNotMaster();
        Files.delete(luxi.masterFile());
        assertNotMaster();
    }

    @Test
    void aSocketThatIsNotForUsIsNoPermission() throws IOException {
        Assumptions.assumeFalse(System.getProperty("user.name").equals("root"), "root may do anything");
        Files.setPosixFilePermissions(luxi.server().socket(), PosixFilePermissions.fromString("---------"));

        assertEquals(Reason.NO_PERMISSION, failureOf(this::ask).reason());
    }

    @Test
    void aSilentLuxidIsATimeoutAndLosesItsConnection() {
        luxi.server().on("QueryTags", call -> {});
        luxi.connect(luxi.settings(Duration.ofSeconds(20), SHORT));

        assertEquals(Reason.TIMEOUT, failureOf(this::ask).reason());
        assertEquals(0, luxi.cluster().numbers().open());
        assertEquals(1, luxi.server().calls().size());
    }

    @Test
    void anAnswerThatFallsSilentIsATimeout() {
        luxi.server().on("QueryNodes", call -> call.raw("{\"success\":true,\"result\":[[1],"));
        luxi.connect(luxi.settings(Duration.ofSeconds(20), SHORT));

        try (Rows rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
            assertTrue(rows.next().isPresent());
            assertEquals(Reason.TIMEOUT, failureOf(rows::next).reason());
        }
    }

    @Test
    void callersBeyondThePoolWaitUntilTheirDeadline() {
        luxi.connect(
                new LuxiSettings(luxi.server().socket(), luxi.masterFile(), Duration.ofSeconds(20), SHORT, 1, 1, 1));
        luxi.server().answer("QueryNodes", "[[1]]");

        try (Rows rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
            assertEquals(Reason.TIMEOUT, failureOf(this::ask).reason());
            assertTrue(rows.next().isPresent());
        }
    }

    @Test
    void tooManyWaitingCallersAreTurnedAway() {
        luxi.connect(luxi.settings(1, 1, 1));
        luxi.server().answer("QueryNodes", "[[1]]").answer("QueryTags", "[]");

        CompletableFuture<Void> waiting;
        try (Rows rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
            assertTrue(rows.next().isPresent());
            waiting = CompletableFuture.runAsync(this::ask);
            await().until(() -> luxi.cluster().numbers().waiting() == 1);
            assertEquals(Reason.BUSY, failureOf(this::ask).reason());
        }
        waiting.join();
    }

    @Test
    void anInterruptedCallEndsAndTakesItsConnectionWithIt() {
        CountDownLatch never = new CountDownLatch(1);
        luxi.server().on("QueryTags", call -> LuxiQueriesTest.awaitQuietly(never));
        CompletableFuture<ClusterException> failure = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                ask();
            } catch (ClusterException e) {
                failure.complete(e);
            }
        });
        caller.start();
        await().until(() -> luxi.server().calls().size() == 1);

        caller.interrupt();

        assertEquals(Reason.BROKEN_ANSWER, failure.join().reason());
        assertEquals(0, luxi.cluster().numbers().open());
        never.countDown();
    }

    @Test
    void theProbeAsksASmallQuestionWithinItsOwnLimit() {
        luxi.server().answer("QueryConfigValues", "[\"n\"]");
        luxi.cluster().probe(Duration.ofSeconds(20));

        luxi.server().on("QueryConfigValues", call -> {});
        assertEquals(
                Reason.TIMEOUT, failureOf(() -> luxi.cluster().probe(SHORT)).reason());
    }

    @Test
    void defaultsAreThoseOfAGanetiNode() {
        assertEquals(
                new LuxiSettings(
                        Path.of("/s"),
                        Path.of("/var/lib/ganeti/ssconf_master_node"),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        32,
                        128,
                        1000),
                LuxiSettings.defaults(Path.of("/s")));
    }

    private void assertNotMaster() {
        ClusterException failure = failureOf(this::ask);
        assertEquals(Reason.NOT_MASTER, failure.reason());
        assertEquals(luxi.server().socket().toString(), failure.getMessage());
    }

    private void ask() {
        luxi.cluster().queries().tags(TagKind.CLUSTER, "");
    }
}
