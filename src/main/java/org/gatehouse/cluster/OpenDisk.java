package org.gatehouse.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A disk, open. Whoever has it closes it.
 *
 * @param data its bytes; use absolute positions only, since others may share the descriptor's position
 * @param medium the same disk for reading back what was written, past the page cache where the system can do that: buffers,
 *     positions and lengths must then be multiples of {@link #ALIGNMENT}
 * @param size in bytes
 */
public record OpenDisk(FileChannel data, FileChannel medium, long size) implements AutoCloseable {
    /** What reads of {@link #medium} have to be multiples of. */
    public static final int ALIGNMENT = 4096;

    /** Checks that nothing is missing. */
    public OpenDisk {
        Objects.requireNonNull(data);
        Objects.requireNonNull(medium);
        if (size < 0) {
            throw new IllegalArgumentException("a disk of " + size + " bytes");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            data.close();
        } finally {
            medium.close();
        }
    }
}
