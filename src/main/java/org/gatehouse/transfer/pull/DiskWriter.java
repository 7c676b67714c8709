package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.gatehouse.cluster.Aligned;

/**
 * Writes a disk past the page cache as far as that goes: nobody reads the disk there, and to find memory for it can cost more of
 * the processor than everything else that a pull does. For any number of threads, which never write the same bytes.
 */
final class DiskWriter {
    private static final Logger LOG = System.getLogger(DiskWriter.class.getName());

    private final FileChannel data;
    private volatile Optional<FileChannel> straight;

    /** Both are lent. */
    DiskWriter(FileChannel data, Optional<FileChannel> straight) {
        this.data = data;
        this.straight = straight;
    }

    /** Writes what remains in the buffer. */
    void write(ByteBuffer bytes, long position) throws IOException {
        int begin = bytes.position();
        int whole = bytes.remaining() & -PullTarget.ALIGNMENT;
        Optional<FileChannel> direct = straight;
        if (direct.isPresent() && whole > 0 && Aligned.is(bytes, position)) {
            try {
                writeWhole(direct.get(), bytes, position, whole);
            } catch (IOException e) {
                // What is wrong with the disk itself, the other way will say.
                straight = Optional.empty();
                LOG.log(Level.INFO, "the disk is not written past the page cache any more: {0}", e.getMessage());
            }
        }
        while (bytes.hasRemaining()) {
            data.write(bytes, position + bytes.position() - begin);
        }
    }

    /** Stops early when less was written than can be gone on with. */
    private static void writeWhole(FileChannel direct, ByteBuffer bytes, long position, int whole) throws IOException {
        int begin = bytes.position();
        int limit = bytes.limit();
        bytes.limit(begin + whole);
        try {
            do {
                direct.write(bytes, position + bytes.position() - begin);
            } while (bytes.hasRemaining() && Aligned.is(bytes, position + bytes.position() - begin));
        } finally {
            bytes.limit(limit);
        }
    }
}
