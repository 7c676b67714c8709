package org.gatehouse.transfer.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.DiskPlaces;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.transfer.record.RecordFiles;
import org.gatehouse.transfer.record.RecordWriter;
import org.gatehouse.transfer.record.TransferId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDisksTest {
    private static final String UUID = "6b0b0f0e-0c7a-4e4e-9f53-0f1c3a9d1a02";
    private static final String PRINT = "ab".repeat(32);
    private static final long SIZE = 8 << 20;

    @TempDir
    Path directory;

    private Path file;
    private LocalDisks disks;
    private Preparation preparation;
    private RecordWriter writer;

    @BeforeEach
    void makeDisk() throws IOException {
        file = directory.resolve("disk");
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(SIZE);
            disk.seek(3 << 20);
            disk.write(new byte[] {1, 2, 3});
        }
        NodePem node = new NodePem(directory.resolve("node/server.pem"));
        node.provide("node1");
        node.provide("node1");
        Path records = directory.resolve("records");
        DiskPlaces places = (instance, index) -> {
            if (index > 0) {
                throw new IOException("no such disk");
            }
            return new DiskPlaces.Place(file, UUID, UUID);
        };
        writer = new RecordWriter(records, node.key());
        RecordFiles files = new RecordFiles(records, node.file(), UUID::equals);
        disks = new LocalDisks(places, files);
        preparation = new Preparation(places, writer, files, Clock.systemUTC());
    }

    private String prepare(int index) throws IOException {
        List<?> answer = (List<?>) preparation.prepare(new Arguments(order(index)));
        Map<?, ?> disk = (Map<?, ?>) answer.get(0);
        assertEquals(SIZE, disk.get("size"));
        return (String) disk.get("id");
    }

    private static Map<String, Object> order(int index) {
        return Map.of(
                "instance",
                "web1.example.com",
                "mode",
                "remote",
                "disks",
                List.of(Map.of("index", index, "serial", "1f", "fingerprint", PRINT)),
                "streams",
                4,
                "not_after",
                Instant.now().getEpochSecond() + 60);
    }

    @Test
    void aDiskThatWasGivenOutCanBeReadUntilItIsCleanedUp() throws IOException {
        String id = prepare(0);
        try (OpenDisk disk = disks.open(id)) {
            assertEquals(SIZE, disk.size());
            ByteBuffer bytes = ByteBuffer.allocate(3);
            disk.data().read(bytes, 3 << 20);
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), bytes.flip());
        }
        preparation.clean(List.of(new TransferId(id)), List.of());
        assertThrows(IOException.class, () -> disks.open(id));
    }

    @Test
    void whatNobodyHasHeardOfIsCleanedUpByItsInstance() throws IOException {
        String id = prepare(0);
        String instance = id.replaceFirst("^r-[0-9a-f]+-[0-9a-f]{32}-([0-9a-f-]{36})-.*$", "$1");
        preparation.clean(List.of(), List.of("", "0", "00000000-0000-0000-0000-000000000000"));
        disks.open(id).close();

        preparation.clean(List.of(), List.of(instance));

        assertThrows(IOException.class, () -> disks.open(id));
    }

    @Test
    void aDiskThatHasMovedIsNotRead() throws IOException {
        String id = prepare(0);
        file = directory.resolve("node/server.pem");
        assertThrows(IOException.class, () -> disks.open(id));
        assertThrows(IOException.class, () -> disks.extents(id));
        assertThrows(IOException.class, () -> disks.open("../x"));
    }

    @Test
    void whatCannotBeGivenOutLeavesNoRecord() throws IOException {
        assertThrows(IOException.class, () -> prepare(1));
        for (String missing : order(0).keySet()) {
            Map<String, Object> order = new HashMap<>(order(0));
            order.remove(missing);
            assertThrows(IOException.class, () -> preparation.prepare(new Arguments(order)), missing);
        }
        assertEquals(List.of(), writer.ids());
    }

    @Test
    void extentsCoverWhatIsData() throws IOException {
        List<Extent> extents = disks.extents(prepare(0));

        assertTrue(extents.stream().anyMatch(extent -> extent.offset() <= 3 << 20 && extent.end() >= (3 << 20) + 3));
        assertTrue(extents.stream().allMatch(extent -> extent.end() <= SIZE));
    }

    @Test
    void smallHolesAreDataWhereThereAreTooMany() {
        List<Extent> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(new Extent(i * 8192L + (i >= 500 ? 1 << 30 : 0), 4096));
        }

        assertEquals(
                List.of(new Extent(0, 499 * 8192 + 4096), new Extent((1 << 30) + 500 * 8192L, 499 * 8192 + 4096)),
                SparseFiles.merged(many, 10));
        assertEquals(many, SparseFiles.merged(many, 1000));
    }

    @Test
    void aTargetIsMadeBlankOnlyWhenThatIsWanted() throws IOException {
        try (OpenDisk disk = disks.open("web1.example.com", 0, false)) {
            assertEquals(3, read(disk));
        }
        try (OpenDisk disk = disks.open("web1.example.com", 0, true)) {
            assertEquals(SIZE, disk.size());
            assertEquals(0, read(disk));
            disk.data().write(ByteBuffer.wrap(new byte[] {7}), (3 << 20) + 2);
            disk.data().force(false);
            assertEquals(7, read(disk));
        }
    }

    /** The byte after 3 MiB and two, from the medium. */
    private static int read(OpenDisk disk) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(2 * OpenDisk.ALIGNMENT).alignedSlice(OpenDisk.ALIGNMENT);
        block.limit(OpenDisk.ALIGNMENT);
        disk.medium().read(block, 3 << 20);
        return block.get(2);
    }

    @Test
    void namesThatAreMoreThanNamesAreRefused() throws IOException {
        for (String name : List.of("", ".", "..", "../x", "a/b", "a\0", "a b", "x".repeat(101))) {
            assertThrows(IOException.class, () -> Arguments.checkedName(name));
        }
        assertEquals("move-1.a_b", Arguments.checkedName("move-1.a_b"));
    }
}
