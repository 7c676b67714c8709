package org.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gatehouse.access.FakeCertificate;
import org.gatehouse.testing.RecordingCluster;
import org.gatehouse.testing.ScriptedNode;
import org.gatehouse.transfer.node.TransferNode;
import org.gatehouse.transfer.service.Transfers;

/**
 * The application with a listener for node calls and one for the Remote API, in an embedded Jetty without TLS. The header
 * {@code X-Certificate} stands for the subject of a certificate that the connector has checked; {@code CN=candidate} is a
 * master candidate's.
 */
public final class NodeServer implements AutoCloseable {
    /** The uuid of the candidate in the list. */
    public static final String CANDIDATE = "52e3fa50-2aac-4634-a640-2b6165d35cee";

    private final Server server = new Server();
    private final ServerConnector nodeConnector;
    private final ServerConnector rapiConnector;
    private final Path directory;

    /** Starts it in front of a node. */
    public NodeServer(ScriptedNode node, Map<String, String> settings) throws Exception {
        directory = Files.createTempDirectory("gatehouse-node");
        Files.writeString(
                candidates(),
                CANDIDATE + "=" + FakeCertificate.of("CN=candidate").digest() + "\n");
        nodeConnector = connector();
        rapiConnector = connector();
        Properties properties = new Properties();
        properties.setProperty("node.port", Integer.toString(nodeConnector.getLocalPort()));
        properties.setProperty("rapi.port", Integer.toString(rapiConnector.getLocalPort()));
        properties.setProperty("rapi.users", directory.resolve("users").toString());
        properties.setProperty("node.candidates", candidates().toString());
        properties.setProperty(
                "node.server-certificate", directory.resolve("server.pem").toString());
        properties.putAll(settings);
        start(Settings.of(properties, Map.of(), "the test"), node);
    }

    private ServerConnector connector() throws IOException {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.open();
        server.addConnector(connector);
        return connector;
    }

    private void start(Settings settings, ScriptedNode node) throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder certificates = new FilterHolder((request, response, chain) -> {
            String subject = ((HttpServletRequest) request).getHeader("X-Certificate");
            if (subject != null) {
                request.setAttribute(
                        "jakarta.servlet.request.X509Certificate", new X509Certificate[] {FakeCertificate.of(subject)});
            }
            chain.doFilter(request, response);
        });
        certificates.setAsyncSupported(true);
        context.addFilter(certificates, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addEventListener(new ServletContextListener() {
            private Gatehouse gatehouse;

            @Override
            public void contextInitialized(ServletContextEvent event) {
                gatehouse = Gatehouse.start(settings, event.getServletContext(), new TestBackends(node));
            }

            @Override
            public void contextDestroyed(ServletContextEvent event) {
                gatehouse.close();
            }
        });
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        server.setHandler(context);
        server.start();
    }

    private record TestBackends(ScriptedNode scripted) implements Backends {
        @Override
        public ClusterBackend cluster(Metrics metrics, Optional<TransferNode> transfers) {
            return new ClusterBackend(new RecordingCluster(), Transfers.none("this is a test"));
        }

        @Override
        public TransferBackend transfers() {
            throw new IllegalStateException("no transfers here");
        }

        @Override
        public NodeBackend node() {
            return new NodeBackend(scripted, () -> "3.0.9", Optional::empty);
        }
    }

    /** The list of candidates. */
    public Path candidates() {
        return directory.resolve("candidates");
    }

    /** Where node calls are answered. */
    public int port() {
        return nodeConnector.getLocalPort();
    }

    /** Where the Remote API is. */
    public int rapiPort() {
        return rapiConnector.getLocalPort();
    }

    /** A connection that has sent this head, {@code Host} and the candidate's certificate added, and this body. */
    public Socket send(String requestLine, String headers, String body) throws IOException {
        Socket socket = new Socket();
        // Small, so that a reader who does not read is soon one.
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write((requestLine + "\r\nHost: x\r\nX-Certificate: CN=candidate\r\n" + headers + "\r\n" + body)
                        .getBytes(ISO_8859_1));
        return socket;
    }

    @Override
    public void close() {
        try {
            server.stop();
            for (String name : List.of("candidates", "server.pem", "users")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory);
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
