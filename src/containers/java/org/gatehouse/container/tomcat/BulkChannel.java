package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.gatehouse.container.Records;

/** A connection with TLS as Tomcat speaks it, for bulk data: several records go to the kernel at once, where Tomcat gives it each by itself. */
final class BulkChannel extends StrictChannel {
    /** A channel that has no connection as yet. */
    BulkChannel(StrictProtocol.Endpoint endpoint, int read, int write) {
        super(endpoint, read, write);
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
        // Tomcat's buffer is full only for who takes a lot: the others shall not have memory for it. What the kernel
        // did not take goes first.
        if (!handshakeComplete
                || closed
                || closing
                || data.remaining() < data.capacity()
                || netOutBuffer.hasRemaining()) {
            return super.write(data);
        }
        int room = Records.AT_ONCE * sslEngine.getSession().getPacketBufferSize();
        if (netOutBuffer.capacity() < room) {
            netOutBuffer = netOutBuffer.isDirect() ? ByteBuffer.allocateDirect(room) : ByteBuffer.allocate(room);
        }
        netOutBuffer.clear();
        SSLEngineResult result = Records.wrap(sslEngine, new ByteBuffer[] {data}, netOutBuffer);
        netOutBuffer.flip();
        if (result.getStatus() != Status.OK) {
            throw new IOException("TLS cannot send: " + result.getStatus());
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            tasks();
        }
        flush(netOutBuffer);
        return result.bytesConsumed();
    }
}
