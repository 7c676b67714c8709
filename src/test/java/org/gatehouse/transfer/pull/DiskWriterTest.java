package org.gatehouse.transfer.pull;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.transfer.body.DirectIo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiskWriterTest {
    private static final int UNIT = PullTarget.ALIGNMENT;
    private static final int SIZE = 8 * UNIT + 700;

    private final byte[] content = new byte[SIZE];
    private Path file;
    private FileChannel data;

    /** Not where temporary files are, which may be in memory. */
    @BeforeEach
    void make() throws IOException {
        new Random(1).nextBytes(content);
        file = Files.createTempFile(Files.createDirectories(Path.of("target")), "disk", ".raw");
        Files.write(file, new byte[SIZE]);
        data = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    @AfterEach
    void remove() throws IOException {
        data.close();
        Files.delete(file);
    }

    private FileChannel straight() {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, DirectIo.option());
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "nothing goes past the page cache here: " + e);
            throw new AssertionError(e);
        }
    }

    private ByteBuffer buffer(int from, int to) {
        return Aligned.buffer(SIZE).put(content, from, to - from).flip();
    }

    private void assertWritten(int from, int to) throws IOException {
        byte[] expected = new byte[SIZE];
        System.arraycopy(content, from, expected, from, to - from);
        assertArrayEquals(expected, Files.readAllBytes(file));
    }

    @Test
    void wholeUnitsGoPastTheCacheAndTheRestThroughIt() throws IOException {
        try (FileChannel straight = straight()) {
            ByteBuffer bytes = buffer(2 * UNIT, SIZE);
            new DiskWriter(data, Optional.of(straight)).write(bytes, 2 * UNIT);
            assertEquals(0, bytes.remaining());
            assertWritten(2 * UNIT, SIZE);
        }
    }

    @Test
    void whatIsNotAlignedGoesThroughTheCache() throws IOException {
        try (FileChannel straight = straight()) {
            DiskWriter writer = new DiskWriter(data, Optional.of(straight));
            writer.write(buffer(5, 3 * UNIT), 5);
            writer.write(buffer(3 * UNIT, 5 * UNIT), 3 * UNIT);
            writer.write(ByteBuffer.wrap(content, 5 * UNIT, UNIT), 5 * UNIT);
            ByteBuffer later = buffer(6 * UNIT - 1, 8 * UNIT);
            later.get();
            writer.write(later, 6 * UNIT);
            assertWritten(5, 8 * UNIT);
        }
    }

    @Test
    void withoutAWayPastTheCacheEverythingGoesThroughIt() throws IOException {
        new DiskWriter(data, Optional.empty()).write(buffer(UNIT, SIZE), UNIT);
        assertWritten(UNIT, SIZE);
    }

    @Test
    void whenTheWayPastTheCacheFailsTheOtherIsTaken() throws IOException {
        FileChannel closed = FileChannel.open(file, StandardOpenOption.WRITE);
        closed.close();
        DiskWriter writer = new DiskWriter(data, Optional.of(closed));
        writer.write(buffer(0, 4 * UNIT), 0);
        writer.write(buffer(4 * UNIT, SIZE), 4 * UNIT);
        assertWritten(0, SIZE);
        assertEquals(SIZE, Files.size(file));
    }

    @Test
    void theBufferMayBeUsedAgain() throws IOException {
        try (FileChannel straight = straight()) {
            DiskWriter writer = new DiskWriter(data, Optional.of(straight));
            ByteBuffer bytes = buffer(0, 2 * UNIT);
            writer.write(bytes, 0);
            byte[] other = new byte[UNIT];
            Arrays.fill(other, (byte) 7);
            bytes.clear().put(other).flip();
            writer.write(bytes, 2 * UNIT);
            assertEquals(7, Files.readAllBytes(file)[3 * UNIT - 1]);
            assertEquals(0, Files.readAllBytes(file)[3 * UNIT]);
        }
    }
}
