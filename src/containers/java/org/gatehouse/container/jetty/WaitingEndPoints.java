package org.gatehouse.container.jetty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gatehouse.container.WaitingConnections;

/**
 * Gives Jetty a time limit for the TLS handshake and each whole request header, and as many waiting connections as the heap has room
 * for: see {@link WaitingConnections}. Jetty's own time limit begins anew with each byte. One instance serves all listeners and threads.
 */
final class WaitingEndPoints extends AbstractLifeCycle implements Connection.Listener, HttpConfiguration.Customizer {
    /** Jetty gives its buffers back where nothing is read; this is TLS, and a request header that is being read. */
    private static final int BYTES_EACH = 64 << 10;

    private final Server server;
    private final WaitingConnections waiting = new WaitingConnections(BYTES_EACH);
    private final Map<EndPoint, Watched> open = new ConcurrentHashMap<>();
    private volatile Scheduler.Task next;

    WaitingEndPoints(Server server) {
        this.server = server;
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        Scheduler.Task task = next;
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint endPoint = connection.getEndPoint();
        // With TLS there is another connection inside.
        if (!(endPoint instanceof EndPoint.Wrapper)) {
            WaitingConnections.Connection accepted =
                    waiting.accepted(() -> endPoint.close(new TimeoutException("no request in time")));
            accepted.speaking();
            open.put(endPoint, new Watched(endPoint, accepted));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Watched watched = open.remove(connection.getEndPoint());
        if (watched != null) {
            watched.connection.closed();
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable headers) {
        Watched watched = find(request.getConnectionMetaData().getConnection().getEndPoint());
        if (watched != null) {
            watched.begin();
            Request.addCompletionListener(request, failure -> watched.end());
        }
        return request;
    }

    /** Jetty's limit of frames that are no requests, which hears of each such frame. */
    RateControl.Factory frames(RateControl.Factory limit) {
        return new RateControl.Factory() {
            @Override
            public RateControl newRateControl(EndPoint endPoint) {
                RateControl control = limit.newRateControl(endPoint);
                Watched watched = find(endPoint);
                return event -> {
                    if (watched != null) {
                        watched.understood();
                    }
                    return control.onEvent(event);
                };
            }
        };
    }

    private Watched find(EndPoint endPoint) {
        return open.get(endPoint instanceof EndPoint.Wrapper inner ? inner.unwrap() : endPoint);
    }

    private void schedule() {
        next = server.getScheduler()
                .schedule(
                        () -> {
                            open.forEach((endPoint, watched) -> watched.look());
                            waiting.closeLate();
                            if (isRunning() || isStarting()) {
                                schedule();
                            }
                        },
                        1,
                        TimeUnit.SECONDS);
    }

    /** One connection, and how many requests of it are being worked on. */
    private static final class Watched {
        private final EndPoint endPoint;
        private final WaitingConnections.Connection connection;
        private int requests;
        /** As many as had been read when the last frame or request was understood. */
        private volatile long bytes;

        Watched(EndPoint endPoint, WaitingConnections.Connection connection) {
            this.endPoint = endPoint;
            this.connection = connection;
        }

        synchronized void begin() {
            requests++;
            connection.working();
        }

        synchronized void end() {
            requests--;
            if (requests == 0) {
                connection.idle();
            }
            understood();
        }

        /** What has been read so far is no header that is incomplete. */
        void understood() {
            bytes = inner().getBytesIn();
        }

        private Connection inner() {
            Connection outermost = endPoint.getConnection();
            return outermost instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : outermost;
        }

        /** Looks whether a request header has begun: Jetty tells only of whole ones. */
        synchronized void look() {
            Connection inner = inner();
            if (requests > 0) {
                return;
            }
            if (inner instanceof HttpConnection http) {
                HttpParser.State state = http.getParser().getState();
                if (state.compareTo(HttpParser.State.START) > 0 && state.compareTo(HttpParser.State.CONTENT) < 0) {
                    connection.headerBegun();
                }
            } else if (inner instanceof HTTP2Connection http2) {
                // Bytes that are no frame yet may be a header.
                if (http2.getBytesIn() > bytes) {
                    connection.headerBegun();
                } else {
                    connection.idle();
                }
            }
        }
    }
}
