package org.gatehouse.transfer.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskPiecesTest {
    private static final int SIZE = 3 * DiskPieces.MOST_MEMORY + 7;

    @TempDir
    private Path directory;

    private final MediumReaders readers = new MediumReaders();

    @AfterEach
    void closeReaders() {
        readers.close();
    }

    @Test
    void aDiskIsReadWholeInSmallAndInLargePieces() throws IOException {
        OneDisk disk = disk();
        for (boolean large : List.of(false, true)) {
            assertArrayEquals(bytes(), read(disk, ByteRange.whole(SIZE), large));
        }
    }

    @Test
    void aPartIsReadFromWhereItBegins() throws IOException {
        ByteRange part = ByteRange.parse("bytes=3-" + (SIZE - 2), SIZE).orElseThrow();

        byte[] read = read(disk(), part, false);

        assertArrayEquals(Arrays.copyOfRange(bytes(), 3, SIZE - 1), read);
    }

    @Test
    void nothingIsReadWhereThereIsNothing() throws IOException {
        OneDisk disk = disk();
        // The end is said to be a hole, though it is none.
        disk.claim(List.of(new Extent(0, 9)));
        byte[] wanted = new byte[SIZE];
        System.arraycopy(bytes(), 0, wanted, 0, 9);

        assertArrayEquals(wanted, read(disk, ByteRange.whole(SIZE), true));
        assertArrayEquals(wanted, read(disk, ByteRange.whole(SIZE), false));
        disk.claim(List.of());
        assertArrayEquals(new byte[SIZE], read(disk, ByteRange.whole(SIZE), true));
    }

    @Test
    void dataInTheMiddleOfAPieceIsRead() throws IOException {
        OneDisk disk = disk();
        disk.claim(List.of(new Extent(0, 1), new Extent(SIZE - 1, 1)));

        assertArrayEquals(bytes(), read(disk, ByteRange.whole(SIZE), true));
    }

    @Test
    void aDiskThatIsTooShortIsNoWholeOne() throws IOException {
        OneDisk disk = disk();

        IOException failure = assertThrows(IOException.class, () -> read(disk, ByteRange.whole(SIZE + 10L), true));

        assertEquals("the disk ends at " + SIZE, failure.getMessage());
    }

    @Test
    void theDiskIsClosedWithThem() throws IOException {
        OpenDisk disk = disk().open("x");
        new DiskPieces(disk, ByteRange.whole(SIZE), List.of(), readers).close();

        assertFalse(disk.data().isOpen());
    }

    private OneDisk disk() throws IOException {
        return new OneDisk(
                directory.resolve("disk"), SIZE, "beginning".getBytes(US_ASCII), "the end".getBytes(US_ASCII));
    }

    private byte[] bytes() throws IOException {
        return Files.readAllBytes(directory.resolve("disk"));
    }

    private byte[] read(OneDisk disk, ByteRange range, boolean large) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        long counted = 0;
        try (DiskPieces pieces = new DiskPieces(disk.open("x"), range, disk.extents("x"), readers)) {
            pieces.resize(large);
            for (Pieces.Piece piece = pieces.next(); piece != null; piece = pieces.next()) {
                read.write(piece.content().array(), 0, piece.length());
                counted += piece.read();
            }
        }
        assertEquals(read.size(), counted);
        return read.toByteArray();
    }
}
