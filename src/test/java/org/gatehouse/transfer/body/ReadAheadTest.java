package org.gatehouse.transfer.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads past the page cache, where the file system can do that, of a disk of odd size. */
class ReadAheadTest {
    private static final int SIZE = (5 << 20) + 1234;

    @TempDir
    private Path directory;

    private final MediumReaders readers = new MediumReaders();
    private final byte[] content = new byte[SIZE];
    private OneDisk disk;

    @BeforeEach
    void makeDisk() throws IOException {
        new Random(5).nextBytes(content);
        disk = new OneDisk(directory.resolve("disk"), SIZE, content, new byte[0]);
    }

    @AfterEach
    void closeReaders() {
        readers.close();
    }

    private byte[] readAll(ReadAhead from, int first, int end, int piece) throws IOException {
        byte[] read = new byte[end - first];
        for (int position = first; position < end; position += piece) {
            int length = Math.min(piece, end - position);
            System.arraycopy(from.read(position, length), 0, read, position - first, length);
        }
        return read;
    }

    @Test
    void piecesOfAnySizeFromAnywhere() throws IOException {
        for (int piece : List.of(MediumReaders.MOST, 64 * 16_367, 4096, 4095)) {
            for (int first : List.of(0, 1, 4096, SIZE - 5000)) {
                try (OpenDisk open = disk.openPastCache()) {
                    byte[] read = readAll(new ReadAhead(open, SIZE, readers), first, SIZE, piece);

                    assertArrayEquals(Arrays.copyOfRange(content, first, SIZE), read, piece + " from " + first);
                }
            }
        }
    }

    @Test
    void whoGoesElsewhereGetsWhatIsThere() throws IOException {
        try (OpenDisk open = disk.openPastCache()) {
            ReadAhead ahead = new ReadAhead(open, SIZE, readers);
            for (int position : List.of(0, 3 << 20, 100, 4 << 20, 100, 200)) {
                assertArrayEquals(
                        Arrays.copyOfRange(content, position, position + 100_000),
                        Arrays.copyOf(ahead.read(position, 100_000), 100_000));
                if (position == 100) {
                    ahead.rest();
                }
            }
        }
    }

    @Test
    void aMediumThatFailsIsNotNeeded() throws IOException {
        FileChannel broken = FileChannel.open(directory.resolve("disk"), StandardOpenOption.READ);
        broken.close();
        try (OpenDisk open = disk.open("x")) {
            OpenDisk half = new OpenDisk(open.data(), broken, SIZE);

            assertArrayEquals(content, readAll(new ReadAhead(half, SIZE, readers), 0, SIZE, 1 << 20));
        }
    }

    @Test
    void aDiskThatShrinksIsNoWholeOne() throws IOException {
        try (OpenDisk open = disk.openPastCache()) {
            ReadAhead ahead = new ReadAhead(open, SIZE, readers);
            ahead.read(0, 1 << 20);
            try (FileChannel file = FileChannel.open(directory.resolve("disk"), StandardOpenOption.WRITE)) {
                file.truncate(3 << 20);
            }

            IOException failure = assertThrows(IOException.class, () -> readAll(ahead, 1 << 20, SIZE, 1 << 20));

            assertEquals("the disk ends at " + (3 << 20), failure.getMessage());
        }
    }

    @Test
    void manyAtOnceGetTheirBytes() {
        List<byte[]> read = IntStream.range(0, 24)
                .parallel()
                .mapToObj(i -> {
                    try (OpenDisk open = disk.openPastCache()) {
                        return readAll(new ReadAhead(open, SIZE, readers), 0, SIZE, 1 << 20);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();

        assertTrue(read.stream().allMatch(bytes -> Arrays.equals(content, bytes)));
    }

    @Test
    void aDiskIsSentInLargePiecesFromItsMedium() throws IOException {
        try (DiskPieces pieces =
                new DiskPieces(disk.openPastCache(), new ByteRange(7, SIZE - 2, SIZE), disk.extents("x"), readers)) {
            pieces.resize(true);
            byte[] read = new byte[SIZE - 8];
            int at = 0;
            for (Pieces.Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                int length = piece.length();
                piece.content().get(read, at, length);
                at += length;
            }
            assertArrayEquals(Arrays.copyOfRange(content, 7, SIZE - 1), read);
        }
    }
}
