package org.gatehouse.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The text of a {@link JsonSource} in pieces of about {@value #PIECE} bytes, or of one part that is longer. */
final class JsonPieces implements BodyProducer {
    static final int PIECE = 32 * 1024;
    private static final int LARGEST_KEPT = 1 << 20;

    private final JsonSource source;
    private final Buffer buffer = new Buffer();
    private final JsonStream stream;
    private boolean over;

    /** Owns the source from now on. */
    JsonPieces(JsonSource source) {
        this.source = source;
        try {
            this.stream = new JsonStream(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** Whether the piece given out last was the last one. */
    boolean isOver() {
        return over;
    }

    @Override
    public ByteBuffer next() {
        if (over) {
            return null;
        }
        buffer.clear();
        try {
            while (buffer.size() < PIECE) {
                if (!source.writeNext(stream)) {
                    over = true;
                    stream.finish();
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return buffer.content();
    }

    @Override
    public void close() {
        source.close();
    }

    /** Bytes in memory that are not copied to be read. */
    private static final class Buffer extends ByteArrayOutputStream {
        Buffer() {
            super(PIECE + PIECE / 2);
        }

        void clear() {
            reset();
            if (buf.length > LARGEST_KEPT) {
                buf = new byte[PIECE + PIECE / 2];
            }
        }

        ByteBuffer content() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
