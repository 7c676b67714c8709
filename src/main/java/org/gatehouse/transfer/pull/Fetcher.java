package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Brings parts of the disk. Used by one thread. */
interface Fetcher extends AutoCloseable {

    /** Takes what is brought. */
    interface Sink {
        /** So many bytes came over the wire; {@code useful} if they are of the part that is wanted. */
        void came(int count, boolean useful) throws PullException;

        /** Takes bytes of the disk, in order and without gaps; the buffer is used again afterwards. */
        void take(ByteBuffer bytes) throws PullException;
    }

    /** Where bytes come from, after each other; -1 at the end. */
    interface Stream {
        int read(ByteBuffer into) throws IOException, InterruptedException;
    }

    /** Brings a part. When it fails with an {@link IOException}, what came before was given to the sink. */
    void fetch(long from, long to, Sink sink) throws IOException, PullException, InterruptedException;

    @Override
    void close();

    /** Moves this many bytes to the sink. */
    static void copy(Stream stream, long length, ByteBuffer buffer, Sink sink)
            throws IOException, PullException, InterruptedException {
        long left = length;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            try {
                while (buffer.hasRemaining()) {
                    int count = stream.read(buffer);
                    if (count < 0) {
                        throw new IOException("the answer was cut");
                    }
                    sink.came(count, true);
                }
            } finally {
                left -= buffer.position();
                sink.take(buffer.flip());
            }
        }
    }
}
