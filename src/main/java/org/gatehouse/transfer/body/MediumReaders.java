package org.gatehouse.transfer.body;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.cluster.OpenDisk;

/** What all downloads share for reading past the page cache: a few threads, and a few aligned buffers. For any number of threads. */
public final class MediumReaders implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MediumReaders.class.getName());
    /** The longest piece. */
    static final int MOST = 1 << 20;

    private static final int THREADS = 4;
    private static final int BUFFERS = 8;

    private final DiskReaders threads = new DiskReaders("ahead", THREADS);
    private final Semaphore buffers = new Semaphore(BUFFERS);
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /** Has it done when there is time, or never. */
    void later(Runnable fetch) {
        threads.later(fetch);
    }

    /**
     * Reads at most {@link #MOST} bytes into the beginning of an array: from the medium, or as usual if there is none, it fails, or too many
     * read from theirs at this moment.
     */
    void read(OpenDisk disk, long position, byte[] into, int length) throws IOException {
        if (!disk.hasMedium() || !buffers.tryAcquire()) {
            disk.read(ByteBuffer.wrap(into, 0, length), position);
            return;
        }
        try {
            ByteBuffer buffer = idle.poll();
            if (buffer == null) {
                buffer = Aligned.buffer(MOST + OpenDisk.ALIGNMENT);
            }
            try {
                Aligned.read(disk.medium(), buffer, position, length);
                buffer.get(into, 0, length);
            } finally {
                idle.add(buffer);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a disk is read through the page cache: {0}", e.getMessage());
            disk.read(ByteBuffer.wrap(into, 0, length), position);
        } finally {
            buffers.release();
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
