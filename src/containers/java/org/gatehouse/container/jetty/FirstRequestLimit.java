package org.gatehouse.container.jetty;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * A connection may say nothing for less time before its first request than between two requests: who has never asked
 * anything is a probe or a stuck handshake. One instance serves all threads.
 */
final class FirstRequestLimit implements Connection.Listener, HttpConfiguration.Customizer {
    private final long firstMillis;
    private final long idleMillis;

    FirstRequestLimit(long firstMillis, long idleMillis) {
        this.firstMillis = Math.min(firstMillis, idleMillis);
        this.idleMillis = idleMillis;
    }

    @Override
    public void onOpened(Connection connection) {
        connection.getEndPoint().setIdleTimeout(firstMillis);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable headers) {
        request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(idleMillis);
        return request;
    }
}
