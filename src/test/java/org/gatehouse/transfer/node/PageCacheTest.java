package org.gatehouse.transfer.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.transfer.body.DirectIo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageCacheTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    private Path directory;

    @Test
    void whatWasWrittenJustNowIsThere() throws IOException {
        try (FileChannel file = FileChannel.open(
                directory.resolve("disk"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            assertTrue(PageCache.has(file, 0));
            file.write(ByteBuffer.allocate(SIZE + 1));
            assertTrue(PageCache.has(file, SIZE + 1));
        }
    }

    @Test
    void whatWasWrittenPastItIsNot() throws IOException {
        Path path = directory.resolve("disk");
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, DirectIo.option())) {
            ByteBuffer bytes = Aligned.buffer(SIZE);
            file.write(bytes.limit(SIZE), 0);
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("this file system has no way past the page cache");
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            assertFalse(PageCache.has(file, SIZE));
        }
    }
}
