package org.gatehouse.container.jetty;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.gatehouse.container.ApplicationStop;
import org.gatehouse.container.GracefulStop;
import org.gatehouse.container.OpenConnections;
import org.gatehouse.container.StopSignals;

/**
 * The connections of a Jetty server, of which it knows whose requests are being answered; once the server has started, SIGTERM and
 * SIGINT stop it in order. Used from Jetty's XML, before the listeners are opened. One instance serves all threads.
 */
public final class JettyConnections
        implements OpenConnections<EndPoint>, HttpConfiguration.Customizer, LifeCycle.Listener {
    private static final System.Logger LOG = System.getLogger(JettyConnections.class.getName());

    private final Server server;
    private final Map<EndPoint, Integer> busy = new ConcurrentHashMap<>();
    /** Connections whose clients may have been told that the next request is not taken. */
    private final Set<EndPoint> closing = ConcurrentHashMap.newKeySet();

    /** {@code http} is the configuration that all listeners of the server copy. */
    public JettyConnections(Server server, HttpConfiguration http) {
        this.server = server;
        http.addCustomizer(this);
        server.addEventListener(this);
    }

    @Override
    public void lifeCycleStarted(LifeCycle started) {
        StopSignals.handle(
                () -> application().map(ApplicationStop::timeout).orElse(Duration.ofSeconds(30)),
                () -> application().ifPresent(application -> new GracefulStop<>(this, application).run()));
    }

    private Optional<ApplicationStop> application() {
        return server.getDescendants(ContextHandler.class).stream()
                .flatMap(context -> ApplicationStop.of(context.getContext()::getAttribute).stream())
                .findFirst();
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable headers) {
        EndPoint endPoint =
                outermost(request.getConnectionMetaData().getConnection().getEndPoint());
        // First this and then the other, as close() does it the other way round: one of the two notices.
        busy.merge(endPoint, 1, Integer::sum);
        Request.addCompletionListener(
                request, failure -> busy.computeIfPresent(endPoint, (key, count) -> count > 1 ? count - 1 : null));
        if (request.getConnectionMetaData().getConnection() instanceof HTTP2Connection http2) {
            request.addHttpStreamWrapper(stream -> new EarlyAnswer(stream, http2.getSession()));
        }
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0) {
            request.addHttpStreamWrapper(stream -> new UnendedAnswer(stream, endPoint));
        }
        if (closing.contains(endPoint)) {
            throw new HttpException.RuntimeException(HttpStatus.SERVICE_UNAVAILABLE_503, "stopping");
        }
        return request;
    }

    /** The end of a connection is the end of an answer over HTTP/1.0, so one that is broken off needs a reset. */
    private final class UnendedAnswer extends HttpStream.Wrapper {
        private final EndPoint endPoint;
        private volatile boolean complete;

        UnendedAnswer(HttpStream stream, EndPoint endPoint) {
            super(stream);
            this.endPoint = endPoint;
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            super.send(
                    request,
                    response,
                    last,
                    content,
                    last
                            ? new Callback.Nested(callback) {
                                @Override
                                public void succeeded() {
                                    complete = true;
                                    super.succeeded();
                                }
                            }
                            : callback);
        }

        @Override
        public void failed(Throwable failure) {
            if (isCommitted() && !complete) {
                reset(endPoint);
            }
            super.failed(failure);
        }
    }

    private static EndPoint outermost(EndPoint endPoint) {
        return endPoint instanceof EndPoint.Wrapper wrapper ? outermost(wrapper.unwrap()) : endPoint;
    }

    @Override
    public void refuseNew() {
        for (Connector connector : server.getConnectors()) {
            // Jetty would break off who takes nothing for a second.
            ((AbstractConnector) connector).setShutdownIdleTimeout(-1);
            var unused = connector.shutdown();
        }
        open().forEach(JettyConnections::announce);
    }

    /**
     * Tells a client of HTTP/2 to use another connection for its next requests. Jetty's own way goes on to say that no more are taken as
     * soon as none is being answered, and takes them all the same: whoever then repeats one has it done twice.
     */
    private static void announce(EndPoint connection) {
        if (innermost(connection) instanceof HTTP2Connection http2) {
            http2.getSession().frames(null, List.of(GoAwayFrame.GRACEFUL), Callback.NOOP);
        }
    }

    private static Connection innermost(EndPoint connection) {
        return connection.getConnection() instanceof SslConnection tls
                ? tls.getSslEndPoint().getConnection()
                : connection.getConnection();
    }

    @Override
    public Collection<EndPoint> open() {
        List<EndPoint> open = new ArrayList<>();
        for (Connector connector : server.getConnectors()) {
            open.addAll(connector.getConnectedEndPoints());
        }
        return open;
    }

    @Override
    public boolean isBusy(EndPoint connection) {
        return busy.containsKey(connection);
    }

    @Override
    public void close(EndPoint connection) {
        closing.add(connection);
        if (isBusy(connection)) {
            // A request came in just now, and has its answer first.
            closing.remove(connection);
            return;
        }
        if (connection.getConnection() == null) {
            connection.close();
        } else {
            connection.getConnection().close();
        }
    }

    @Override
    public void reset(EndPoint connection) {
        try {
            if (connection instanceof SelectableChannelEndPoint selectable
                    && selectable.getChannel() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closed already", e);
        }
        connection.close();
    }
}
