package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.gatehouse.container.WaitingConnections;

/**
 * HTTP/1.1 as Tomcat speaks it, for a connector's {@code protocol}, with a time limit for the TLS handshake and each whole request
 * header, and with as many waiting connections as the heap has room for. Tomcat's own time limits begin anew with each byte, and its
 * own limit makes new clients wait. See {@link WaitingConnections}; one of them serves all connectors.
 */
public class StrictProtocol extends Http11NioProtocol {
    /** Tomcat keeps all its buffers for a connection: four of 16 KiB with TLS, and as much again for an incomplete header. */
    private static final int BYTES_EACH = 160 << 10;

    private static final WaitingConnections WAITING = new WaitingConnections(BYTES_EACH);

    private final Endpoint endpoint;
    private volatile ScheduledFuture<?> sweep;

    /** Made by Tomcat. */
    public StrictProtocol() {
        this(new Endpoint());
    }

    /** With an endpoint of the subclass. */
    StrictProtocol(Endpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new StrictAdapter(adapter, endpoint));
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweep = getUtilityExecutor().scheduleWithFixedDelay(endpoint::closeLate, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void stop() throws Exception {
        ScheduledFuture<?> running = sweep;
        if (running != null) {
            running.cancel(false);
        }
        super.stop();
    }

    /** What is known of a connection. */
    WaitingConnections.Connection connection(SocketWrapperBase<?> socket) {
        return endpoint.connection(socket);
    }

    /** Tomcat's endpoint, which tells the waiting connections from those that are worked on. */
    static class Endpoint extends NioEndpoint {
        private final Map<SocketWrapperBase<?>, WaitingConnections.Connection> waiting = new ConcurrentHashMap<>();
        /** The connection whose data this thread processes. */
        private final ThreadLocal<WaitingConnections.Connection> current = new ThreadLocal<>();

        @Override
        protected boolean setSocketOptions(SocketChannel socket) {
            boolean taken = super.setSocketOptions(socket);
            SocketWrapperBase<NioChannel> connection = connections.get(socket);
            if (connection != null) {
                connection(connection);
            }
            return taken;
        }

        @Override
        public void setHandler(Handler<NioChannel> handler) {
            super.setHandler(new Watch(handler));
        }

        WaitingConnections.Connection connection(SocketWrapperBase<?> socket) {
            WaitingConnections.Connection known =
                    waiting.computeIfAbsent(socket, each -> WAITING.accepted(() -> close(each)));
            if (socket.isClosed()) {
                // It may have been closed before it was put here.
                forget(socket);
            }
            return known;
        }

        /** A request of the connection whose data this thread processes is whole. */
        void headerComplete() {
            WaitingConnections.Connection connection = current.get();
            if (connection != null) {
                connection.working();
            }
        }

        private void forget(SocketWrapperBase<?> socket) {
            WaitingConnections.Connection known = waiting.remove(socket);
            if (known != null) {
                known.closed();
            }
        }

        @SuppressWarnings("unchecked")
        private void close(SocketWrapperBase<?> socket) {
            SocketWrapperBase<NioChannel> connection = (SocketWrapperBase<NioChannel>) socket;
            Lock lock = connection.getLock();
            // HTTP/2 reads without the lock, so it is closed the way that Tomcat closes after its own time limits.
            if (!StrictHttp2.NAME.equals(connection.getNegotiatedProtocol()) && lock.tryLock()) {
                try {
                    connection.close();
                } finally {
                    lock.unlock();
                }
                return;
            }
            connection.setError(new SocketTimeoutException());
            if (!processSocket(connection, SocketEvent.ERROR, true)) {
                connection.close();
            }
        }

        private void closeLate() {
            // What HTTP/2 has read of a frame that is not whole, nobody else is told of.
            waiting.forEach((socket, connection) -> {
                if (socket instanceof NioSocketWrapper nio) {
                    connection.readAt(nio.getLastRead());
                }
            });
            WAITING.closeLate();
        }

        /** Tells from what Tomcat makes of the data whether a request header is still incomplete. */
        private final class Watch implements Handler<NioChannel> {
            private final Handler<NioChannel> handler;

            Watch(Handler<NioChannel> handler) {
                this.handler = handler;
            }

            @Override
            public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
                WaitingConnections.Connection connection = connection(socket);
                current.set(connection);
                SocketState state;
                try {
                    state = handler.process(socket, event);
                } finally {
                    current.remove();
                }
                if (state == SocketState.OPEN) {
                    connection.idle();
                } else if (state == SocketState.LONG
                        && socket.getCurrentProcessor() instanceof Processor processor
                        && !processor.isAsync()) {
                    connection.headerBegun();
                }
                return state;
            }

            @Override
            public Object getGlobal() {
                return handler.getGlobal();
            }

            @Override
            public void release(SocketWrapperBase<NioChannel> socket) {
                forget(socket);
                handler.release(socket);
            }

            @Override
            public void pause() {
                handler.pause();
            }

            @Override
            public void recycle() {
                handler.recycle();
            }
        }
    }
}
