package org.gatehouse.transfer.pull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A socket that is read in large pieces, however small those are that its reader wants: TLS asks for five bytes and for the rest
 * of a record, each time. Of what a connection costs the processor that saves a fourth. One thread reads; any may close.
 */
final class BufferedSocket extends Socket {
    private static final int SIZE = 1 << 16;

    private InputStream buffered;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (buffered == null) {
            buffered = new BufferedInputStream(super.getInputStream(), SIZE);
        }
        return buffered;
    }
}
