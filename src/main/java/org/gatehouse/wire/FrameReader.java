package org.gatehouse.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes a stream of frames apart, wherever its pieces are cut. A frame is one byte that tells its type, four that tell the length
 * of what follows (the highest first), and that. For one thread at a time.
 */
public final class FrameReader {
    /** How much a frame may carry. */
    public static final int LARGEST = 1 << 20;

    private static final int HEAD = 5;

    /** Takes the frames, in their order. */
    public interface Sink {
        /** One frame; whether it is the last. */
        boolean frame(char type, byte[] payload) throws IOException;
    }

    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private ByteBuffer payload;

    /** Takes the next bytes, all of them or up to the end of the last frame; whether that was among them. */
    public boolean read(ByteBuffer bytes, Sink sink) throws IOException {
        while (bytes.hasRemaining()) {
            if (payload == null) {
                move(bytes, head);
                if (head.hasRemaining()) {
                    return false;
                }
                payload = ByteBuffer.allocate(length());
            }
            move(bytes, payload);
            if (!payload.hasRemaining()) {
                byte[] whole = payload.array();
                payload = null;
                head.clear();
                if (sink.frame((char) (head.get(0) & 0xff), whole)) {
                    return true;
                }
            }
        }
        return false;
    }

    private int length() throws IOException {
        int length = head.getInt(1);
        if (length < 0 || length > LARGEST) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
    }
}
