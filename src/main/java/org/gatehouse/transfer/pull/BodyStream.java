package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** An answer's body for decoders. Closing it is the answer's affair. */
final class BodyStream extends InputStream {
    private final BodyQueue body;
    private final Duration idle;
    private final byte[] one = new byte[1];

    BodyStream(BodyQueue body, Duration idle) {
        this.body = body;
        this.idle = idle;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            return body.read(ByteBuffer.wrap(into, offset, length), idle);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
