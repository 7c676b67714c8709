package org.gatehouse.transfer.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.transfer.pull.PullJournal.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    Path directory;

    private PullJournal open() throws IOException {
        return PullJournal.open(directory.resolve("journal"));
    }

    @Test
    void itRemembersBlocksOfTheSameDiskOnly() throws IOException {
        try (PullJournal journal = open()) {
            assertTrue(journal.isNew());
            assertEquals(State.NEW, journal.bind("\"a b\"", 1000, 100));
            journal.verified(3, 2);
        }
        try (PullJournal journal = open()) {
            assertFalse(journal.isNew());
            assertEquals(State.SAME, journal.bind("\"a b\"", 1000, 100));
            assertFalse(journal.has(2));
            assertTrue(journal.has(3));
            assertTrue(journal.has(4));
            assertEquals(State.OTHER, journal.bind("\"c\"", 1000, 100));
            assertFalse(journal.has(3));
            journal.verified(1, 1);
        }
        try (PullJournal journal = open()) {
            assertEquals(State.OTHER, journal.bind("\"c\"", 1000, 100));
            assertTrue(journal.has(1));
            journal.forget();
            assertFalse(journal.has(1));
        }
    }

    @Test
    void itEndsAtTheFirstLineThatIsNotWhole() throws IOException {
        try (PullJournal journal = open()) {
            journal.bind("\"a\"", 1000, 100);
            journal.verified(1, 1);
            journal.verified(2, 1);
            journal.verified(3, 1);
        }
        Path file = directory.resolve("journal");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 25] ^= 1;
        Files.write(file, bytes);
        try (PullJournal journal = open()) {
            journal.bind("\"a\"", 1000, 100);
            assertTrue(journal.has(1));
            assertFalse(journal.has(2));
            assertFalse(journal.has(3));
            journal.verified(7, 1);
        }
        try (PullJournal journal = open()) {
            assertTrue(journal.has(7));
        }
    }
}
