package org.gatehouse.container.tomcat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.gatehouse.container.ApplicationStop;
import org.gatehouse.container.GracefulStop;
import org.gatehouse.container.OpenConnections;
import org.gatehouse.container.StopSignals;

/**
 * A listener of the {@code Server} element: once the server has started, SIGTERM and SIGINT stop it in order. The listening sockets of
 * all connectors are opened when the application has started, and can be closed alone.
 */
public final class TomcatConnections implements OpenConnections<SocketWrapperBase<?>>, LifecycleListener {
    private static final System.Logger LOG = System.getLogger(TomcatConnections.class.getName());

    private final ActiveRequests requests = new ActiveRequests();
    private Server server;

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!(event.getLifecycle() instanceof Server source)) {
            return;
        }
        server = source;
        switch (event.getType()) {
            case Lifecycle.BEFORE_INIT_EVENT -> prepare();
            case Lifecycle.AFTER_START_EVENT ->
                StopSignals.handle(
                        () -> application().map(ApplicationStop::timeout).orElse(Duration.ofSeconds(30)),
                        () -> application().ifPresent(application -> new GracefulStop<>(this, application).run()));
            default -> {}
        }
    }

    private void prepare() {
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                // Tomcat closes a listening socket by itself only if it was opened by the start.
                connector.setProperty("bindOnInit", "false");
            }
            for (Container host : service.getContainer().findChildren()) {
                host.getPipeline().addValve(requests);
            }
        }
    }

    private Optional<ApplicationStop> application() {
        for (Service service : server.findServices()) {
            for (Container host : service.getContainer().findChildren()) {
                for (Container application : host.findChildren()) {
                    Optional<ApplicationStop> stop =
                            ApplicationStop.of(((Context) application).getServletContext()::getAttribute);
                    if (stop.isPresent()) {
                        return stop;
                    }
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void refuseNew() {
        endpoints().forEach(AbstractEndpoint::closeServerSocketGraceful);
    }

    @Override
    public Collection<SocketWrapperBase<?>> open() {
        List<SocketWrapperBase<?>> open = new ArrayList<>();
        endpoints().forEach(endpoint -> open.addAll(endpoint.getConnections()));
        return open;
    }

    @Override
    public boolean isBusy(SocketWrapperBase<?> connection) {
        return requests.isBusy(connection.getRemoteAddr(), connection.getRemotePort(), connection.getLocalPort());
    }

    @Override
    public void close(SocketWrapperBase<?> connection) {
        if (requests.refuse(connection.getRemoteAddr(), connection.getRemotePort(), connection.getLocalPort())) {
            connection.close();
        }
    }

    @Override
    public void reset(SocketWrapperBase<?> connection) {
        try {
            if (connection.getSocket() instanceof NioChannel channel) {
                channel.getIOChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.getIOChannel().close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closed already", e);
        }
        endpoints().forEach(endpoint -> failIn(endpoint, connection));
    }

    /** Whoever works on a request of the connection hears of its end. */
    @SuppressWarnings("unchecked") // a connection is of its endpoint's type
    private static <S> void failIn(AbstractEndpoint<S, ?> endpoint, SocketWrapperBase<?> connection) {
        if (endpoint.getConnections().contains(connection)) {
            endpoint.processSocket((SocketWrapperBase<S>) connection, SocketEvent.ERROR, true);
        }
    }

    private List<AbstractEndpoint<?, ?>> endpoints() {
        List<AbstractEndpoint<?, ?>> endpoints = new ArrayList<>();
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                endpoints.add(endpoint(connector));
            }
        }
        return endpoints;
    }

    /** Tomcat shows it to subclasses of the protocol only, each of which has another. */
    private static AbstractEndpoint<?, ?> endpoint(Connector connector) {
        try {
            Method method = AbstractProtocol.class.getDeclaredMethod("getEndpoint");
            method.setAccessible(true);
            return (AbstractEndpoint<?, ?>) method.invoke(connector.getProtocolHandler());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Tomcat has other protocols than 10.1", e);
        }
    }
}
