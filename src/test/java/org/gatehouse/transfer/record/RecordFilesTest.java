package org.gatehouse.transfer.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.TransferKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFilesTest {
    private static final String NODE = "6b0b0f0e-0c7a-4e4e-9f53-0f1c3a9d1a01";
    private static final String INSTANCE = "6b0b0f0e-0c7a-4e4e-9f53-0f1c3a9d1a02";
    private static final String PRINT = "ab".repeat(32);

    @TempDir
    Path directory;

    private RecordWriter writer;
    private RecordFiles records;

    @BeforeEach
    void makeNode() throws IOException {
        // Any certificate with its key will do.
        writer = new RecordWriter(place(), nodeKey("node"));
        records = new RecordFiles(place(), directory.resolve("node/cert.pem"), NODE::equals);
    }

    private PrivateKey nodeKey(String name) throws IOException {
        new CertificateAuthority(directory.resolve(name), name, Clock.systemUTC()).certificate();
        return TransferKey.read(Files.readString(directory.resolve(name).resolve("key.pem")))
                .privateKey();
    }

    private Path place() {
        return directory.resolve("records");
    }

    private static TransferRecord record(boolean local) {
        Optional<String> print = local ? Optional.empty() : Optional.of(PRINT);
        return new TransferRecord(
                TransferId.fresh(local, local ? "0" : "1f", print, INSTANCE, 3, new Random(7)),
                local,
                local ? "0" : "1f",
                print,
                local ? Optional.empty() : Optional.of("-----BEGIN CERTIFICATE-----\n"),
                "/srv/disks/disk3",
                5L << 40,
                List.of("identity", "zstd"),
                16,
                Instant.ofEpochSecond(1_900_000_000),
                Instant.ofEpochSecond(1_800_000_000),
                NODE,
                "web1.example.com",
                3);
    }

    @Test
    void aRecordReadsAsItWasWritten() throws Exception {
        for (boolean local : List.of(true, false)) {
            TransferRecord record = record(local);
            assertEquals(Optional.empty(), records.find(record.id()));
            writer.write(record);
            assertEquals(Optional.of(record), records.find(record.id()));
        }
        assertEquals(2, writer.ids().size());
        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(place()));
        for (Path file : files()) {
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        }
    }

    @Test
    void aRemovedRecordIsGone() throws Exception {
        writer.write(record(false));
        writer.remove(record(false).id());
        writer.remove(record(false).id());

        assertEquals(Optional.empty(), records.find(record(false).id()));
        assertEquals(List.of(), files());
        writer.write(record(true));
        writer.removeIf(id -> true);
        assertEquals(List.of(), writer.ids());
    }

    @Test
    void idsFitTheirForm() {
        assertTrue(record(false).id().text().startsWith("r-1f-" + "ab".repeat(16) + "-" + INSTANCE + "-3-"));
        assertEquals(3, record(false).id().disk());
        assertTrue(record(true).id().text().startsWith("l-0-" + "0".repeat(32)));
        assertFalse(TransferId.fresh(true, "0", Optional.empty(), INSTANCE, 0, new Random(1))
                .equals(TransferId.fresh(true, "0", Optional.empty(), INSTANCE, 0, new Random(2))));
    }

    @Test
    void aChangedRecordIsNotBelieved() throws Exception {
        Path file = RecordPlace.of(place(), record(false).id()).record();
        writer.write(record(false));
        Files.writeString(file, Files.readString(file).replace("disk3", "disk4"));
        assertRefused();
    }

    @Test
    void aRecordWithAnothersSignatureIsNotBelieved() throws Exception {
        new RecordWriter(place(), nodeKey("other")).write(record(false));
        assertRefused();
    }

    @Test
    void aRecordWithoutASignatureIsNotBelieved() throws Exception {
        Path file = RecordPlace.of(place(), record(false).id()).signature();
        writer.write(record(false));
        Files.writeString(file, "rubbish");
        assertRefused();
        Files.delete(file);
        assertRefused();
    }

    @Test
    void aRecordUnderAnothersNameIsNotBelieved() throws Exception {
        writer.write(record(false));
        RecordPlace from = RecordPlace.of(place(), record(false).id());
        TransferId other = TransferId.fresh(false, "1f", Optional.of(PRINT), INSTANCE, 3, new Random(8));
        RecordPlace to = RecordPlace.of(place(), other);
        Files.move(from.record(), to.record());
        Files.move(from.signature(), to.signature());

        assertThrows(RecordException.class, () -> records.find(other));
    }

    @Test
    void anotherNodesRecordIsNotBelieved() throws Exception {
        writer.write(record(false));
        RecordFiles elsewhere =
                new RecordFiles(place(), directory.resolve("node/cert.pem"), Set.of(INSTANCE)::contains);

        assertThrows(RecordException.class, () -> elsewhere.find(record(false).id()));
    }

    @Test
    void linksAndLongFilesAreNotRead() throws Exception {
        writer.write(record(false));
        Path file = RecordPlace.of(place(), record(false).id()).record();
        Path aside = Files.move(file, directory.resolve("aside"));
        Files.createSymbolicLink(file, aside);
        assertRefused();
        Files.delete(file);
        Files.write(file, new byte[1 << 20]);
        assertRefused();
        Files.delete(file);
        Files.createDirectory(file);
        assertRefused();
    }

    @Test
    void aSignedRecordThatIsNoneIsNotBelieved() throws Exception {
        byte[] right = RecordForm.write(record(false), true);
        String text = new String(right, StandardCharsets.UTF_8);
        assertEquals(record(false), RecordForm.read(record(false).id(), right));
        for (String[] change : new String[][] {
            {"\"version\": 2", "\"version\": 3"},
            {"\"mode\": \"remote\"", "\"mode\": \"local\""},
            {"\"serial\": \"1f\"", "\"serial\": \"../1\""},
            {PRINT, "xyz"},
            {"\"" + PRINT + "\"", "null"},
            {"\"type\": \"block\"", "\"type\": \"command\""},
            {"/srv/disks", "srv/disks"},
            {"\"streams\": 16", "\"streams\": 0"},
            {"\"streams\": 16", "\"streams\": 1e3"},
            {"\"disk\": 3", "\"disk\": null"},
            {"\"codings\": [", "\"codings\": [null, "},
            {"\"size\": ", "\"size\": -"},
            {"\"not_after\": ", "\"not_after\": 99999999"},
            {"{", "[{"},
        }) {
            String wrong = text.replace(change[0], change[1]);
            assertFalse(wrong.equals(text), change[0]);
            assertThrows(
                    RecordException.class,
                    () -> RecordForm.read(record(false).id(), wrong.getBytes(StandardCharsets.UTF_8)),
                    change[1]);
        }
    }

    @Test
    void theNodesCertificateIsReadAgainWhenItChanges() throws Exception {
        nodeKey("other");
        writer.write(record(false));
        records.find(record(false).id());
        Files.copy(
                directory.resolve("other/cert.pem"),
                directory.resolve("node/cert.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused();
        Files.delete(directory.resolve("node/cert.pem"));
        assertRefused();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(place())) {
            return files.toList();
        }
    }

    private void assertRefused() {
        assertThrows(RecordException.class, () -> records.find(record(false).id()));
    }
}
