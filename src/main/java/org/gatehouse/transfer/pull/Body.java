package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;

/** An answer's body, whose silence has a limit. One thread reads; any thread may close. */
final class Body extends InputStream {
    /** What TLS gives at once. */
    private static final int CHUNK = 16 * 1024;

    private final ClassicHttpResponse answer;
    private final Runnable cut;
    private final Duration idle;
    private final InputStream stream;
    private byte[] chunk = new byte[0];
    private volatile boolean ended;
    private volatile boolean tooSlow;

    /** The body of this answer; {@code cut} ends the connection at once. */
    Body(ClassicHttpResponse answer, Runnable cut, Duration idle) throws IOException {
        this.answer = answer;
        this.cut = cut;
        this.idle = idle;
        HttpEntity entity = answer.getEntity();
        this.stream = entity == null ? InputStream.nullInputStream() : entity.getContent();
        this.ended = entity == null;
    }

    /** Reads what is there into the buffer, at least one byte; -1 at the end. Fails after too long a silence. */
    int read(ByteBuffer into) throws IOException {
        if (chunk.length == 0) {
            chunk = new byte[CHUNK];
        }
        int count = read(chunk, 0, Math.min(CHUNK, into.remaining()));
        if (count > 0) {
            into.put(chunk, 0, count);
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Ends the connection, since nobody has patience any more. */
    void cutAsTooSlow() {
        tooSlow = true;
        cut.run();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int count = stream.read(into, offset, length);
            ended |= count < 0;
            return count;
        } catch (IOException e) {
            throw tooSlow ? new IOException("the source is too slow", e) : explained(e);
        }
    }

    private IOException explained(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return new IOException("nothing came for " + Retries.seconds(idle.toMillis()), failure);
        }
        return failure instanceof ConnectionClosedException ? new IOException("the answer was cut", failure) : failure;
    }

    /** Lets go of the connection: for others, if the end was seen; otherwise it is cut. */
    @Override
    public void close() {
        if (!ended) {
            cut.run();
        }
        try {
            answer.close();
        } catch (IOException e) {
            System.getLogger(Body.class.getName()).log(System.Logger.Level.DEBUG, "an answer was not closed", e);
        }
    }
}
