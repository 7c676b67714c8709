package org.gatehouse.transfer.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.transfer.record.TransferRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of four blocks and a bit: data, zeros, a hole with something at its end, a hole, and the rest. */
class ManifestTest {
    private static final int BLOCK = Manifest.BLOCK;
    private static final long SIZE = 4L * BLOCK + 7;

    @TempDir
    private Path directory;

    private Path disk;
    private List<Extent> extents =
            List.of(new Extent(0, 2L * BLOCK), new Extent(3L * BLOCK - 4096, 4096), new Extent(4L * BLOCK, 7));

    @BeforeEach
    void makeDisk() throws IOException {
        disk = directory.resolve("disk");
        try (FileChannel out = FileChannel.open(disk, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap("beginning".getBytes(US_ASCII)), 0);
            out.write(ByteBuffer.allocate(BLOCK), BLOCK);
            out.write(ByteBuffer.wrap("x".getBytes(US_ASCII)), 3L * BLOCK - 1);
            out.write(ByteBuffer.wrap("the end".getBytes(US_ASCII)), 4L * BLOCK);
        }
    }

    @Test
    void onlyBlocksWithDataAreInIt() throws Exception {
        Manifest manifest = work();

        assertEquals(
                List.of(
                        "{\"version\":1,\"size\":" + SIZE + ",\"block\":" + BLOCK + ",\"etag\":\"\\\"" + record().id()
                                + "\\\"\",\"digest\":\"sha-256\"}",
                        line(0, BLOCK),
                        line(2L * BLOCK, BLOCK),
                        line(4L * BLOCK, 7),
                        "{\"end\":true,\"blocks\":3}"),
                lines(manifest, 0));
    }

    @Test
    void itCanBeginAtABlock() throws Exception {
        List<String> lines = lines(work(), 2L * BLOCK + 1);

        assertEquals(line(2L * BLOCK, BLOCK), lines.get(1));
        assertEquals("{\"end\":true,\"blocks\":2}", lines.get(3));
    }

    @Test
    void whatWasWorkedOutIsTakenUpAfterARestart() throws Exception {
        work();
        Files.delete(disk);

        assertEquals(5, lines(work(), 0).size());
    }

    @Test
    void whatWasNotFinishedIsBegunAnew() throws Exception {
        Path file = work().file();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.truncate(2L * Manifest.ENTRY);
        }

        assertEquals(5, lines(work(), 0).size());
    }

    @Test
    void aDiskThatIsTooShortHasNone() throws Exception {
        try (FileChannel out = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            out.truncate(4L * BLOCK + 1);
        }
        Manifest manifest = new Manifest(record(), directory.resolve("blocks"));

        assertThrows(IOException.class, () -> manifest.work(disks()));
        manifest.fail();
        assertThrows(IOException.class, () -> lines(manifest, 0));
    }

    @Test
    void whoWaitsIsToldOfMore() throws Exception {
        Manifest manifest = new Manifest(record(), directory.resolve("blocks"));
        int[] told = {0};
        ManifestPieces pieces = new ManifestPieces(record(), manifest, 0);
        pieces.follow(() -> told[0]++);
        assertTrue(pieces.isReady());
        assertTrue(pieces.next().length() > 0);
        assertFalse(pieces.isReady());
        manifest.work(disks());

        assertTrue(told[0] >= 4);
        assertTrue(pieces.isReady());
        pieces.close();
    }

    @Test
    void aDiskOfZerosHasNoLines() throws Exception {
        extents = List.of();

        assertEquals("{\"end\":true,\"blocks\":0}", lines(work(), 0).get(1));
    }

    private Manifest work() throws IOException {
        Manifest manifest = new Manifest(record(), directory.resolve("blocks"));
        manifest.work(disks());
        return manifest;
    }

    private List<String> lines(Manifest manifest, long from) throws IOException {
        StringBuilder text = new StringBuilder();
        try (ManifestPieces pieces = new ManifestPieces(record(), manifest, from)) {
            for (Pieces.Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                text.append(US_ASCII.decode(piece.content()));
            }
            assertNull(pieces.next());
        }
        return text.toString().lines().toList();
    }

    private String line(long offset, int length) throws Exception {
        byte[] block = new byte[length];
        try (FileChannel in = FileChannel.open(disk, StandardOpenOption.READ)) {
            assertEquals(length, in.read(ByteBuffer.wrap(block), offset));
        }
        assertFalse(Arrays.equals(block, new byte[length]));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(block));
        return "[" + offset + "," + length + ",\"" + digest + "\"]";
    }

    private SourceDisks disks() {
        return new SourceDisks() {
            @Override
            public OpenDisk open(String transfer) throws IOException {
                FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ);
                return new OpenDisk(channel, channel, channel.size());
            }

            @Override
            public List<Extent> extents(String transfer) {
                return extents;
            }
        };
    }

    private TransferRecord record() {
        return OneDisk.record(disk, SIZE);
    }
}
