package org.gatehouse.luxi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.gatehouse.wire.ConnectionLostException;
import org.gatehouse.wire.Deadline;
import org.gatehouse.wire.UnixConnection;

/**
 * The bytes of one answer, read straight from the connection into the reader's own buffer: the stream ends where the answer
 * does. The first byte must come before the call's deadline; after it, each silence and the whole answer have limits.
 */
final class AnswerStream extends InputStream {
    /** An answer as a whole may take this many times the longest silence. */
    private static final int SILENCES = 10;

    private final UnixConnection connection;
    private final Duration silence;
    private Deadline next;
    private Deadline total;
    private boolean ended;
    private boolean surplus;

    AnswerStream(UnixConnection connection, Deadline first, Duration silence) {
        this.connection = connection;
        this.silence = silence;
        this.next = first;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        int count = connection.read(ByteBuffer.wrap(target, offset, length), next);
        if (count < 0) {
            throw new ConnectionLostException("the connection ended before the answer");
        }
        if (total == null) {
            total = Deadline.after(silence.multipliedBy(SILENCES));
        }
        next = total.sooner(Deadline.after(silence));
        for (int i = offset; i < offset + count; i++) {
            if (target[i] == LuxiRequest.END) {
                ended = true;
                surplus = i < offset + count - 1;
                return i == offset ? -1 : i - offset;
            }
        }
        return count;
    }

    /** Whether the answer was read to its end and nothing came after it, so that the connection can be used again. */
    boolean isClean() {
        return ended && !surplus;
    }
}
