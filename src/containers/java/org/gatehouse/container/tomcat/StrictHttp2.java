package org.gatehouse.container.tomcat;

import java.lang.reflect.Field;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.coyote.http2.Http2AsyncUpgradeHandler;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.coyote.http2.StrictUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.gatehouse.container.WaitingConnections;

/**
 * HTTP/2 as Tomcat speaks it, for the {@code UpgradeProtocol} of a connector with {@link StrictProtocol}: only by ALPN, so never without
 * TLS, and with the same time limit for request headers. Tomcat by itself waits for ever for a header's last frame.
 */
public final class StrictHttp2 extends Http2Protocol {
    /** What ALPN calls it. */
    static final String NAME = "h2";

    private boolean encrypted;

    /** What Tomcat tells nobody: the stream whose header is incomplete, and the last one that there was. */
    private record Streams(Field parser, Field incomplete, Field last) {
        private static final Streams OF_TOMCAT = find();

        private static Streams find() {
            try {
                Class<?> handler = Http2AsyncUpgradeHandler.class.getSuperclass();
                Field parser = handler.getDeclaredField("parser");
                Field incomplete = parser.getType().getDeclaredField("headersCurrentStream");
                Field last = handler.getDeclaredField("maxProcessedStreamId");
                parser.setAccessible(true);
                incomplete.setAccessible(true);
                last.setAccessible(true);
                return new Streams(parser, incomplete, last);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("gatehouse-container.jar does not know this version of Tomcat", e);
            }
        }

        boolean isHeaderIncomplete(Http2AsyncUpgradeHandler connection) {
            try {
                Object reads = parser.get(connection);
                return reads != null && incomplete.getInt(reads) != -1;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean isAny(Http2AsyncUpgradeHandler connection) {
            try {
                return last.getInt(connection) > 0;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Made by Tomcat. */
    public StrictHttp2() {
        // Tomcat would keep the objects of each stream, 50 KB, and give them to a later request of any client: also
        // those
        // of a stream that was reset, without clearing them and perhaps while a thread still writes to them.
        setDiscardRequestsAndResponses(true);
    }

    @Override
    public String getHttpUpgradeName(boolean tls) {
        encrypted = tls;
        return null;
    }

    @Override
    public String getAlpnName() {
        return encrypted ? NAME : null;
    }

    @Override
    public InternalHttpUpgradeHandler getInternalUpgradeHandler(
            SocketWrapperBase<?> socket, Adapter adapter, Request request) {
        return getHttp11Protocol() instanceof StrictProtocol http && socket.hasAsyncIO()
                ? new Watched(this, adapter, request, socket, http.connection(socket))
                : super.getInternalUpgradeHandler(socket, adapter, request);
    }

    /** One connection. */
    private static final class Watched extends StrictUpgradeHandler {
        private static final int MOST_ANNOUNCING = 16;
        private static final ThreadPoolExecutor ANNOUNCING = announcing();

        private final WaitingConnections.Connection connection;

        Watched(
                Http2Protocol protocol,
                Adapter adapter,
                Request request,
                SocketWrapperBase<?> socket,
                WaitingConnections.Connection connection) {
            super(protocol, adapter, request, socket);
            this.connection = connection;
        }

        private static ThreadPoolExecutor announcing() {
            ThreadPoolExecutor threads = new ThreadPoolExecutor(
                    MOST_ANNOUNCING, MOST_ANNOUNCING, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                        Thread thread = new Thread(task, "announce-stop");
                        thread.setDaemon(true);
                        return thread;
                    });
            threads.allowCoreThreadTimeOut(true);
            return threads;
        }

        /**
         * Tells the client to use another connection for its next requests, when a stop begins. Tomcat does so in the thread of the stop,
         * which then waits for whoever reads slowly, one after the other.
         */
        @Override
        public void pause() {
            ANNOUNCING.execute(super::pause);
        }

        @Override
        public SocketState upgradeDispatch(SocketEvent event) {
            SocketState state = super.upgradeDispatch(event);
            update();
            return state;
        }

        @Override
        protected void setConnectionTimeoutForStreamCount(int streams) {
            super.setConnectionTimeoutForStreamCount(streams);
            update();
        }

        /** Other threads end streams meanwhile, so whoever comes last has to look again. */
        private synchronized void update() {
            if (Streams.OF_TOMCAT.isHeaderIncomplete(this)) {
                connection.headerBegun();
                return;
            }
            if (Streams.OF_TOMCAT.isAny(this)) {
                connection.working();
            }
            if (activeRemoteStreamCount.get() == 0) {
                connection.idle();
            }
        }
    }
}
