package org.gatehouse.container.tomcat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
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
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.gatehouse.container.Refusal;
import org.gatehouse.container.WaitingConnections;

/**
 * HTTP/1.1 as Tomcat speaks it, for a connector's {@code protocol}, with a time limit for the TLS handshake and each whole request
 * header, and with as many waiting connections as the heap has room for. Tomcat's own time limits begin anew with each byte, and its
 * own limit makes new clients wait. See {@link WaitingConnections}; one of them serves all connectors.
 */
public class StrictProtocol extends Http11NioProtocol {
    /** Tomcat keeps all its buffers for a connection: four of 16 KiB with TLS, and as much again for an incomplete header. */
    private static final int BYTES_EACH = 160 << 10;

    /** For data of a client that has not said anything yet: with TLS, Tomcat makes it longer then. */
    private static final int SILENT_BUFFER = 512;

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
    protected Processor createProcessor() {
        return new StrictProcessor(this, getAdapter());
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
        private static final ThreadLocal<SocketWrapperBase<NioChannel>> CURRENT = new ThreadLocal<>();

        Endpoint() {
            // Channels are not used again: with their buffers they would take memory while nobody is connected.
            socketProperties.setBufferPool(0);
        }

        /** A channel with TLS, for buffers of these sizes. */
        StrictChannel channel(int read, int write) {
            return new StrictChannel(this, read, Math.min(write, SILENT_BUFFER));
        }

        /** Sets up a connection before anything is read from it. */
        void accepted(NioSocketWrapper connection) {}

        /** What Tomcat does here, with channels and connections of our own. */
        @Override
        protected boolean setSocketOptions(SocketChannel socket) {
            try {
                NioChannel channel = isSSLEnabled()
                        ? channel(SILENT_BUFFER, socketProperties.getAppWriteBufSize())
                        : new NioChannel(new SocketBufferHandler(
                                socketProperties.getAppReadBufSize(), socketProperties.getAppWriteBufSize(), false));
                NioSocketWrapper connection = new StrictSocket(channel, this);
                channel.reset(socket, connection);
                socket.configureBlocking(false);
                socketProperties.setProperties(socket.socket());
                connection.setReadTimeout(getConnectionTimeout());
                connection.setWriteTimeout(getConnectionTimeout());
                connection.setKeepAliveLeft(getMaxKeepAliveRequests());
                accepted(connection);
                connections.put(socket, connection);
                connection(connection);
                getPoller().register(connection);
                return true;
            } catch (IOException | RuntimeException gone) {
                getLog().debug("a connection has gone already", gone);
                // Tomcat closes those that are known to it.
                if (!connections.containsKey(socket)) {
                    destroySocket(socket);
                }
                return false;
            }
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

        /**
         * A request of the connection whose data this thread processes is whole.
         *
         * @return false if its header is one to be refused
         */
        boolean headerComplete() {
            SocketWrapperBase<NioChannel> socket = CURRENT.get();
            if (socket == null) {
                return true;
            }
            connection(socket).working();
            return !(socket instanceof StrictSocket strict) || !strict.header.isWrong();
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
                connection.speaking();
                if (connection.isIdle() && socket instanceof StrictSocket strict) {
                    strict.header.begin();
                }
                CURRENT.set(socket);
                SocketState state;
                try {
                    state = handler.process(socket, event);
                } finally {
                    CURRENT.remove();
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

    /** A connection whose request headers are looked at as they are read. */
    private static final class StrictSocket extends NioEndpoint.NioSocketWrapper {
        private final HeaderLines header = new HeaderLines();

        StrictSocket(NioChannel channel, NioEndpoint endpoint) {
            super(channel, endpoint);
        }

        @Override
        public int read(boolean block, ByteBuffer to) throws IOException {
            int from = to.position();
            int read = super.read(block, to);
            if (read > 0) {
                header.read(to, from, to.position());
                if (header.isVersionMissing()) {
                    // Tomcat would answer without status and headers, and some requests after this one, too.
                    byte[] refusal = Refusal.whole(505);
                    write(true, refusal, 0, refusal.length);
                    flush(true);
                    throw new EOFException("a request of HTTP/0.9");
                }
            }
            return read;
        }
    }
}
