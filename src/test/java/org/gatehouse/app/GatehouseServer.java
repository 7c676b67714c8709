package org.gatehouse.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.testing.RecordingCluster;
import org.gatehouse.transfer.node.TransferNode;
import org.gatehouse.transfer.service.Transfers;

/**
 * The whole application in an embedded Jetty, in front of a {@link RecordingCluster}: the wiring of the WAR without TLS. Users
 * {@code admin} (write), {@code reader} (read) and {@code plain} (nothing) have the password {@code pw}.
 */
public final class GatehouseServer implements AutoCloseable {
    private static final String USERS = "admin pw write\nreader pw read\nplain pw\nboss pw @admin\n";

    private final RecordingCluster cluster;
    private final Server server = new Server();
    private final ServletContextHandler context = new ServletContextHandler();
    private final Path users;

    /** Starts it on a free port of the loopback interface. */
    public GatehouseServer(RecordingCluster cluster, Map<String, String> settings) {
        this.cluster = cluster;
        try {
            users = Files.createTempFile("gatehouse-users", "");
            Files.writeString(users, USERS);
            Properties properties = new Properties();
            properties.setProperty("rapi.users", users.toString());
            properties.putAll(settings);
            start(Settings.of(properties, Map.of(), "the test"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Settings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        context.addEventListener(new ServletContextListener() {
            private Gatehouse gatehouse;

            @Override
            public void contextInitialized(ServletContextEvent event) {
                gatehouse = Gatehouse.start(settings, event.getServletContext(), new RecordingBackends(cluster));
            }

            @Override
            public void contextDestroyed(ServletContextEvent event) {
                gatehouse.close();
            }
        });
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not start", e);
        }
    }

    /** The Remote API alone. */
    private record RecordingBackends(RecordingCluster recording) implements Backends {
        @Override
        public ClusterBackend cluster(Metrics metrics, Optional<TransferNode> transfers) {
            return new ClusterBackend(recording, Transfers.none("this is a test"));
        }

        @Override
        public TransferBackend transfers() {
            throw new IllegalStateException("no transfers here");
        }

        @Override
        public NodeBackend node() {
            throw new IllegalStateException("no node calls here");
        }
    }

    /** The cluster behind it. */
    public RecordingCluster cluster() {
        return cluster;
    }

    /** Returns once the application has heard from the cluster that it runs this release. */
    public void awaitVersion(GanetiVersion version) {
        String name = "Ganeti " + version;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/healthz"))
                .build();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .headers()
                        .firstValue("Server")
                        .orElse("")
                        .equals(name));
    }

    /** Begins to stop it, as a container does before it stops. */
    @SuppressWarnings("unchecked") // what the application offers
    public CompletionStage<?> beginStop() {
        return ((Supplier<CompletionStage<?>>) context.getServletContext().getAttribute(Gatehouse.STOP_BEGIN)).get();
    }

    /** Where it listens. */
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** The value of the {@code Authorization} header for one of its users. */
    public static String as(String user) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":pw").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        try {
            server.stop();
            Files.deleteIfExists(users);
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
