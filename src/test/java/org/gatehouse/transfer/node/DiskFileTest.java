package org.gatehouse.transfer.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.transfer.body.DirectIo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFileTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void makeDisk() throws IOException {
        path = directory.resolve("disk");
        Files.write(path, new byte[SIZE]);
    }

    @Test
    void whatIsInMemoryIsReadFromThere() throws IOException {
        try (OpenDisk disk = new DiskFile(path).source(Optional.empty())) {
            assertFalse(disk.hasMedium());
            assertEquals(SIZE, disk.size());
        }
    }

    @Test
    void whatIsNotInMemoryIsReadPastIt() throws IOException {
        Files.delete(path);
        ByteBuffer bytes = Aligned.buffer(SIZE).limit(SIZE);
        bytes.put(SIZE - 1, (byte) 7);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, DirectIo.option())) {
            file.write(bytes, 0);
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("this file system has no way past the page cache");
        }
        try (OpenDisk disk = new DiskFile(path).source(Optional.of(SIZE - 1L))) {
            assertTrue(disk.hasMedium());
            assertEquals(SIZE - 1, disk.size());
            ByteBuffer end = Aligned.buffer(OpenDisk.ALIGNMENT);
            Aligned.read(disk.medium(), end, SIZE - 1, 1);
            assertEquals(7, end.get());
        }
    }

    @Test
    void aTargetIsWrittenTo() throws IOException {
        try (OpenDisk disk = new DiskFile(path, LinkOption.NOFOLLOW_LINKS).target()) {
            disk.data().write(ByteBuffer.wrap(new byte[] {1}), SIZE - 1);
        }
        assertEquals(1, Files.readAllBytes(path)[SIZE - 1]);
    }

    @Test
    void aLinkIsFollowedUnlessItMustNotBe() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        new DiskFile(link).source(Optional.empty()).close();
        assertThrows(IOException.class, () -> new DiskFile(link, LinkOption.NOFOLLOW_LINKS).source(Optional.empty()));
        assertThrows(IOException.class, () -> new DiskFile(link, LinkOption.NOFOLLOW_LINKS).target());
    }
}
