package org.gatehouse.container.tomcat;

import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.collections.SynchronizedStack;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.gatehouse.container.SendBuffers;

/**
 * The same as {@link StrictProtocol}, for a connector's {@code protocol}, with the attribute {@code writeTimeout}: for how many
 * milliseconds who is being answered may take nothing. Tomcat has one time for that and for reading a request. A crowd does not get
 * all memory of the machine's network, and bulk data are sent by several records of TLS at once.
 */
public final class PatientProtocol extends StrictProtocol {
    private final DiskEndpoint endpoint;

    /** Made by Tomcat. */
    public PatientProtocol() {
        this(new DiskEndpoint());
    }

    private PatientProtocol(DiskEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** In milliseconds; to be set before the connector starts. */
    public void setWriteTimeout(int millis) {
        endpoint.writeMillis = millis;
    }

    /** What was set, in milliseconds. */
    public int getWriteTimeout() {
        return endpoint.writeMillis;
    }

    private static final class DiskEndpoint extends StrictProtocol.Endpoint {
        /** How many unused channels are kept; with little memory Tomcat would keep none, nor take one that was put there. */
        private static final int CHANNELS = 16;

        private volatile int writeMillis = 60_000;

        DiskEndpoint() {
            getSocketProperties().setBufferPool(CHANNELS);
        }

        @Override
        protected boolean setSocketOptions(SocketChannel socket) {
            SendBuffers.limit(socket.socket(), getConnectionCount());
            prepareChannel();
            boolean taken = super.setSocketOptions(socket);
            SocketWrapperBase<NioChannel> connection = connections.get(socket);
            // Whoever has gone already is not among them any more.
            if (connection != null) {
                connection.setWriteTimeout(writeMillis);
            }
            return taken;
        }

        /** Tomcat makes a channel only if it has none left. Connections are accepted by one thread. */
        private void prepareChannel() {
            SynchronizedStack<NioChannel> channels = getNioChannels();
            if (isSSLEnabled() && channels != null) {
                NioChannel left = channels.pop();
                channels.push(left == null ? new BulkChannel(this) : left);
            }
        }
    }
}
