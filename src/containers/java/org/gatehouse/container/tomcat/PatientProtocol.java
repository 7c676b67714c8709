package org.gatehouse.container.tomcat;

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
        private volatile int writeMillis = 60_000;

        @Override
        StrictChannel channel(int read, int write) {
            return new BulkChannel(this, read, write);
        }

        @Override
        void accepted(NioSocketWrapper connection) {
            SendBuffers.limit(connection.getSocket().getIOChannel().socket(), getConnectionCount());
            connection.setWriteTimeout(writeMillis);
        }
    }
}
