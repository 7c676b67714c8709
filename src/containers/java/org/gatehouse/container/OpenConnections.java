package org.gatehouse.container;

import java.util.Collection;

/**
 * The client connections of a container. Any thread may call.
 *
 * @param <C> the container's own type of a connection
 */
public interface OpenConnections<C> {

    /**
     * Closes the listening sockets, announces the end to clients of HTTP/2 (GOAWAY), and has every answer of HTTP/1.1 that begins
     * from now on be the last one of its connection. Requests on open connections are still answered.
     */
    void refuseNew();

    /** All connections that are open now. */
    Collection<C> open();

    /** Whether a request of this connection is being answered. */
    boolean isBusy(C connection);

    /** Closes a connection in order. */
    void close(C connection);

    /** Closes a connection by a TCP reset, so that no client can take an unfinished answer for a whole one. */
    void reset(C connection);
}
