package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection with TLS as Tomcat speaks it, that has no buffers for TLS before its client has sent anything. */
class StrictChannel extends SecureNioChannel {
    /** As Tomcat's own: a record with everything around it. */
    private static final int NET_BUFFER = 16_921;

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
        if (netInBuffer == NONE) {
            netInBuffer = ByteBuffer.allocate(NET_BUFFER);
            netOutBuffer = ByteBuffer.allocate(NET_BUFFER);
            endpoint.connection(socketWrapper).speaking();
        }
        return super.handshake(read, write);
    }
}
