package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection with TLS as Tomcat speaks it, whose buffers grow when its client begins to speak. */
class StrictChannel extends SecureNioChannel {
    /** As Tomcat's own: a record with everything around it. */
    private static final int NET_BUFFER = 16_921;

    /** For what Tomcat says to a client that does not speak TLS. */
    private static final int FIRST_ANSWER = 512;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final StrictProtocol.Endpoint endpoint;

    /** A channel that has no connection as yet, with buffers for data of these sizes; Tomcat enlarges them to one record. */
    StrictChannel(StrictProtocol.Endpoint endpoint, int read, int write) {
        super(new SocketBufferHandler(read, write, false), endpoint);
        this.endpoint = endpoint;
        netInBuffer = NONE;
        netOutBuffer = NONE;
    }

    @Override
    public int handshake(boolean read, boolean write) throws IOException {
        if (netInBuffer.capacity() == 0) {
            netInBuffer = ByteBuffer.allocate(NET_BUFFER);
            // Tomcat makes it longer when it has understood the client's first message.
            netOutBuffer = ByteBuffer.allocate(FIRST_ANSWER);
        }
        int interest = super.handshake(read, write);
        if (sslEngine != null) {
            endpoint.connection(socketWrapper).speaking();
        }
        return interest;
    }
}
