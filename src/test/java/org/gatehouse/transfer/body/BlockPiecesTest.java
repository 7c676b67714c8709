package org.gatehouse.transfer.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of a disk's blocks that is there at once, and the digests of those that were sent. */
class BlockPiecesTest {
    private static final int BLOCK = Manifest.BLOCK;
    private static final long SIZE = 3L * BLOCK + 4711;

    @TempDir
    private Path directory;

    private final MediumReaders readers = new MediumReaders();
    private OneDisk disk;
    private SentBlocks sent;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = new OneDisk(directory.resolve("disk"), SIZE, "beginning".getBytes(US_ASCII), "end".getBytes(US_ASCII));
        sent = new SentBlocks();
    }

    @AfterEach
    void closeReaders() {
        readers.close();
    }

    @Test
    void holesAreNotListed() throws Exception {
        List<Extent> extents = List.of(
                new Extent(5, 10), new Extent(20, 10), new Extent(3L * BLOCK - 1, 4096), new Extent(SIZE - 3, 3));

        assertEquals(
                List.of(
                        "[0," + BLOCK + "]",
                        "[" + 2L * BLOCK + "," + BLOCK + "]",
                        "[" + 3L * BLOCK + ",4711]",
                        "{\"end\":true,\"blocks\":3}"),
                lines(0, extents));
        assertEquals(List.of("[" + 3L * BLOCK + ",4711]", "{\"end\":true,\"blocks\":1}"), lines(3L * BLOCK, extents));
        assertEquals(List.of("{\"end\":true,\"blocks\":0}"), lines(0, List.of()));
    }

    @Test
    void digestsAreReadWhereNothingWasSent() throws Exception {
        assertEquals(
                List.of(line(BLOCK, BLOCK), line(2L * BLOCK, BLOCK), "{\"end\":true,\"blocks\":2}"),
                digests(BLOCK, 3L * BLOCK));
        assertEquals(List.of(line(3L * BLOCK, 4711), "{\"end\":true,\"blocks\":1}"), digests(3L * BLOCK, SIZE));
    }

    @Test
    void whatIsSentWholeIsNotReadAgain() throws Exception {
        for (boolean large : new boolean[] {false, true}) {
            sent = new SentBlocks();
            assertArrayEquals(bytes(100, SIZE - 100), sent(100, SIZE - 1, large));

            assertTrue(sent.find(0).isEmpty(), "its beginning was not sent");
            for (long offset = BLOCK; offset < SIZE; offset += BLOCK) {
                int length = (int) Math.min(BLOCK, SIZE - offset);
                assertEquals(
                        sha256(bytes(offset, length)),
                        HexFormat.of().formatHex(sent.find(offset).orElseThrow()));
            }
        }
        // Nothing but what is known can be told of a disk that is gone.
        sent.put(0, new byte[32]);
        assertEquals(
                "[0," + BLOCK + ",\"" + "00".repeat(32) + "\"]",
                digests(0, BLOCK).get(0));
    }

    @Test
    void aBlockThatIsCutIsNotMeasured() throws Exception {
        sent(0, BLOCK + 5, false);

        assertTrue(sent.find(0).isPresent());
        assertTrue(sent.find(BLOCK).isEmpty());
    }

    private byte[] sent(long first, long last, boolean large) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MeasuredPieces pieces =
                new MeasuredPieces(disk.openPastCache(), new ByteRange(first, last, SIZE), SIZE, sent, readers)) {
            pieces.resize(large);
            for (Pieces.Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                assertEquals(piece.length(), piece.read());
                bytes.write(piece.content().array(), 0, piece.length());
            }
        }
        return bytes.toByteArray();
    }

    private List<String> digests(long from, long to) throws IOException {
        return lines(from, to, List.of(new Extent(0, SIZE)), Optional.of(new BlockReader(disk.open("x"), sent)));
    }

    private List<String> lines(long from, List<Extent> extents) throws IOException {
        return lines(from, Long.MAX_VALUE, extents, Optional.empty());
    }

    private List<String> lines(long from, long to, List<Extent> extents, Optional<BlockReader> digests)
            throws IOException {
        StringBuilder text = new StringBuilder();
        try (BlockPieces pieces = new BlockPieces(disk.record(), from, to, extents, digests)) {
            for (Pieces.Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                text.append(US_ASCII.decode(piece.content()));
            }
        }
        List<String> lines = text.toString().lines().toList();
        assertTrue(lines.get(0).contains(digests.isPresent() ? "\"sha-256\"" : "\"later\""), lines.get(0));
        return lines.subList(1, lines.size());
    }

    private String line(long offset, int length) throws Exception {
        return "[" + offset + "," + length + ",\"" + sha256(bytes(offset, length)) + "\"]";
    }

    private byte[] bytes(long offset, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        try (OpenDisk open = disk.open("x")) {
            open.read(bytes, offset);
        }
        return bytes.array();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
