package org.gatehouse.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.Optional;

/**
 * A disk, open. Whoever has it closes it.
 *
 * @param data its bytes; use absolute positions only, since others may share the descriptor's position
 * @param medium the same disk for reading past the page cache: buffers, positions and lengths must then be multiples of
 *     {@link #ALIGNMENT}. {@code data} itself where the system cannot do that, or where a disk that is only read is in that cache
 * @param straight the same disk for writing past the page cache, with the same alignment; empty where the system cannot do that
 * @param size in bytes
 */
public record OpenDisk(FileChannel data, FileChannel medium, Optional<FileChannel> straight, long size)
        implements AutoCloseable {
    /** What reads of {@link #medium} and writes to {@link #straight} have to be multiples of. */
    public static final int ALIGNMENT = 4096;

    /** What is read at once: each thread keeps as much memory outside the heap for it, and there is not much of that. */
    private static final int MOST_AT_ONCE = 128 << 10;

    /** Checks that nothing is missing. */
    public OpenDisk {
        Objects.requireNonNull(data);
        Objects.requireNonNull(medium);
        Objects.requireNonNull(straight);
        if (size < 0) {
            throw new IllegalArgumentException("a disk of " + size + " bytes");
        }
    }

    /** A disk that nobody writes to past the page cache. */
    public OpenDisk(FileChannel data, FileChannel medium, long size) {
        this(data, medium, Optional.empty(), size);
    }

    /** Whether there is a way past the page cache for reading, and a reason to take it. */
    public boolean hasMedium() {
        return medium != data;
    }

    /** Fills what remains of the buffer with the bytes from here on; fails if the disk ends before. */
    public void read(ByteBuffer into, long position) throws IOException {
        long offset = position - into.position();
        int limit = into.limit();
        while (into.position() < limit) {
            into.limit(Math.min(limit, into.position() + MOST_AT_ONCE));
            if (data.read(into, offset + into.position()) < 0) {
                throw new IOException("the disk ends at " + (offset + into.position()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (data;
                medium) {
            if (straight.isPresent()) {
                straight.get().close();
            }
        }
    }
}
