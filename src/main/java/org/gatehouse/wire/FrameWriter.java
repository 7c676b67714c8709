package org.gatehouse.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Writes frames, as {@link FrameReader} has them, to a connection, small ones together. For one thread; owns nothing. */
public final class FrameWriter {
    private static final int HEAD = 5;

    private final UnixConnection connection;
    private final Duration patience;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);

    /** A writer that waits for the peer to read, for so long each time. */
    public FrameWriter(UnixConnection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /** Writes a frame, or keeps it until there is more. */
    public void write(char type, byte[] source, int offset, int length) throws IOException {
        reserve(HEAD);
        buffer.put((byte) type).putInt(length);
        for (int done = 0; done < length; ) {
            reserve(1);
            int count = Math.min(length - done, buffer.remaining());
            buffer.put(source, offset + done, count);
            done += count;
        }
    }

    /** Writes what was kept. */
    public void flush() throws IOException {
        buffer.flip();
        connection.write(buffer, Deadline.after(patience));
        buffer.clear();
    }

    private void reserve(int count) throws IOException {
        if (buffer.remaining() < count) {
            flush();
        }
    }
}
