package org.gatehouse.transfer.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenTransfersTest {
    private static final TransferRecord RECORD = record("a");
    private static final DoneMark GOOD =
            new DoneMark(Optional.of(true), OptionalLong.of(100), Optional.empty(), Optional.of("thanks"));

    @TempDir
    private Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile Optional<TransferRecord> known = Optional.of(RECORD);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aTransferIsOpenThenDoneThenGone() throws Exception {
        try (OpenTransfers transfers = open()) {
            transfers.of(RECORD).count(40);
            Status open = transfers.status(RECORD.id());
            assertEquals(Status.State.OPEN, open.state());
            assertEquals(40, open.bytes());
            assertEquals(100, open.size());

            transfers.done(RECORD, GOOD);
            Status done = transfers.status(RECORD.id());
            assertEquals(Status.State.DONE, done.state());
            assertEquals(Optional.of(true), done.success());
            assertEquals(Optional.of("thanks"), done.message());

            known = Optional.empty();
            transfers.forget(RECORD.id());
            assertEquals(Status.State.GONE, transfers.status(RECORD.id()).state());
        }
    }

    @Test
    void theFirstWordCounts() throws Exception {
        try (OpenTransfers transfers = open()) {
            transfers.done(RECORD, GOOD);
            transfers.done(RECORD, DoneMark.unknown());

            assertEquals(Optional.of(true), transfers.status(RECORD.id()).success());
        }
    }

    @Test
    void whatIsDoneStaysSoAfterARestart() throws Exception {
        try (OpenTransfers transfers = open()) {
            transfers.done(RECORD, GOOD);
        }
        try (OpenTransfers transfers = open()) {
            assertEquals(Status.State.DONE, transfers.status(RECORD.id()).state());
            assertTrue(transfers.isDone(RECORD.id()));
        }
    }

    @Test
    void waitingEndsWhenAllAreDone() throws Exception {
        try (OpenTransfers transfers = open()) {
            CompletableFuture<List<Status>> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return transfers.await(List.of(RECORD.id()), Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(100);
            assertFalse(waiting.isDone());
            transfers.done(RECORD, GOOD);

            assertEquals(
                    Status.State.DONE, waiting.get(10, TimeUnit.SECONDS).get(0).state());
        }
    }

    @Test
    void waitingEndsWhenTheTimeIsOverOrTheRecordGone() throws Exception {
        try (OpenTransfers transfers = open()) {
            assertEquals(
                    Status.State.OPEN,
                    transfers
                            .await(List.of(RECORD.id()), Duration.ofMillis(1))
                            .get(0)
                            .state());
            known = Optional.empty();
            assertEquals(
                    Status.State.GONE,
                    transfers
                            .await(List.of(RECORD.id()), Duration.ofMinutes(1))
                            .get(0)
                            .state());
        }
    }

    @Test
    void thereAreAsManyPlacesAsTheRecordSays() {
        try (OpenTransfers transfers = open()) {
            Traffic traffic = transfers.of(RECORD);
            assertTrue(traffic.enter());
            assertTrue(traffic.enter());
            assertFalse(traffic.enter());
            traffic.leave();
            assertTrue(traffic.enter());
            assertEquals(2, transfers.status(RECORD.id()).streams());
        }
    }

    private OpenTransfers open() {
        return new OpenTransfers(
                id -> known.filter(record -> record.id().equals(id)),
                new DoneMarks(directory.resolve("state")),
                id -> {},
                timer);
    }

    private static TransferRecord record(String serial) {
        TransferId id = new TransferId(
                "r-" + serial + "-" + "0".repeat(32) + "-00000000-0000-0000-0000-000000000000-0-0123456789abcdef");
        Instant now = Instant.now();
        return new TransferRecord(
                id,
                false,
                serial,
                Optional.of("0".repeat(64)),
                Optional.empty(),
                "/disk",
                100,
                List.of("identity"),
                2,
                now.plusSeconds(60),
                now,
                "node",
                "instance",
                0);
    }
}
