package org.gatehouse.transfer.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.transfer.body.OneDisk;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    private Path directory;

    private Path mark;
    private TransferRecord record;
    private final List<TransferId> forgotten = new ArrayList<>();

    @BeforeEach
    void makeFiles() throws IOException {
        record = new OneDisk(directory.resolve("disk"), 10, new byte[1], new byte[1]).record();
        mark = Files.createFile(directory.resolve(OneDisk.ID + ".json"));
        Files.setLastModifiedTime(mark, FileTime.from(NOW));
        // Nobody's business.
        Files.setLastModifiedTime(directory.resolve("disk"), FileTime.from(Instant.EPOCH));
    }

    @Test
    void whatHasNoRecordIsForgottenADayLater() {
        Leftovers leftovers = leftovers(id -> Optional.empty());

        leftovers.remove(NOW.plus(DAY));
        assertEquals(List.of(), forgotten);
        leftovers.remove(NOW.plus(DAY).plusSeconds(1));
        assertEquals(List.of(OneDisk.ID), forgotten);
    }

    @Test
    void theDayBeginsWhenTheRecordWasLastSeen() throws IOException {
        Instant later = NOW.plus(DAY.multipliedBy(10));
        leftovers(id -> Optional.of(record)).remove(later);

        assertEquals(later, Files.getLastModifiedTime(mark).toInstant());
        leftovers(id -> Optional.empty()).remove(later.plus(DAY));
        assertEquals(List.of(), forgotten);
    }

    @Test
    void aRecordThatIsNotBelievedIsThereAllTheSame() {
        leftovers(id -> {
                    throw new RecordException("forged", null);
                })
                .remove(NOW.plus(DAY.multipliedBy(10)));

        assertEquals(List.of(), forgotten);
    }

    @Test
    void noDirectoryIsNoFailure() {
        Path nowhere = directory.resolve("nowhere");

        new Leftovers(nowhere, id -> Optional.empty(), forgotten::add).remove(NOW);

        assertFalse(Files.exists(nowhere));
        assertEquals(List.of(), forgotten);
    }

    private Leftovers leftovers(TransferRecords records) {
        return new Leftovers(directory, records, forgotten::add);
    }
}
