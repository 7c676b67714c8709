package org.gatehouse.container.jetty;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gatehouse.container.AnyCertificate;
import org.gatehouse.container.SendBuffers;

/**
 * Opens the listeners of one service: HTTP/1.1 and HTTP/2 by ALPN, TLS 1.2 and later, certificates from PEM files that
 * may be replaced while the server runs. Node calls are HTTP/1.1 only: Ganeti's clients would take HTTP/2 if it were
 * offered, and were never tried with it. Of who comes for a disk, TLS only finds out whether they have their certificate's key:
 * whose certificate is good for what is written in the application's records. Used from Jetty's XML, before the server starts.
 */
public final class Listeners {
    private static final int STREAMS_PER_CONNECTION = 128;
    private static final int ACCEPT_QUEUE = 1024;
    private static final String HTTP1_ONLY = "node";
    private static final String ANY_CERTIFICATE = "transfer";
    /** Four records of TLS 1.3 as Java fills them: what is written in bulk is cut into pieces of this length. */
    private static final int FULL_RECORDS = 4 * 16_367;

    private static final int GATHERED = 8 * 1024;

    /** Longer than the application has patience with who takes nothing of a disk: it says so in its log. */
    private static final long DOWNLOAD_MILLIS = 660_000;

    /** The PEM files of a server's certificate and key. */
    private record Identity(Path certificate, Path key) {}

    /**
     * HTTP/1, also for clients that offer only HTTP/1.0 in ALPN ({@code curl --http1.0}): without a common protocol there is no handshake.
     */
    private static final class Http1 extends HttpConnectionFactory {
        Http1(HttpConfiguration configuration) {
            super(configuration);
        }

        @Override
        public List<String> getProtocols() {
            return List.of(HttpVersion.HTTP_1_1.asString(), HttpVersion.HTTP_1_0.asString());
        }
    }

    /** Takes every client certificate: what it is good for, the application decides. */
    private static final class AnyClient extends SslContextFactory.Server {
        @Override
        protected TrustManager[] getTrustManagers(KeyStore trustStore, Collection<? extends CRL> lists) {
            return new TrustManager[] {new AnyCertificate()};
        }
    }

    /** The listener of disks. */
    private static final class DiskConnector extends ServerConnector {
        DiskConnector(Server server, ConnectionFactory... protocols) {
            super(server, protocols);
        }

        @Override
        protected void configure(Socket accepted) {
            super.configure(accepted);
            SendBuffers.limit(accepted, getConnectedEndPoints().size());
        }
    }

    private final Server server;
    private final HttpConfiguration http;
    private final Path certificate;
    private final Path key;
    private final String clientAuthorities;
    private final WaitingEndPoints waiting;
    private long idleMillis = 60_000;
    private boolean tls = true;

    /**
     * @param clientAuthorities PEM file of the authorities whose client certificates are accepted; may be empty if no
     *     listener asks for certificates
     */
    public Listeners(Server server, HttpConfiguration http, String certificate, String key, String clientAuthorities) {
        this.server = server;
        this.http = new HttpConfiguration(http);
        this.certificate = Path.of(certificate);
        this.key = Path.of(key);
        this.clientAuthorities = clientAuthorities;
        // A Ganeti cluster's certificate has one name for all nodes: Jetty's own check of it against Host would refuse
        // calls by address.
        this.http.addCustomizer(new SecureRequestCustomizer(false));
        this.waiting = new WaitingEndPoints(server);
        this.http.addCustomizer(waiting);
        this.http.addCustomizer(new HostCheck());
        server.addBean(waiting);
    }

    /** How long a connection may say nothing before it is closed, in milliseconds. */
    public void setIdleMillis(long idleMillis) {
        this.idleMillis = idleMillis;
    }

    /** False: plain HTTP/1.1 on all listeners, for a network that nobody else hears. */
    public void setTls(boolean tls) {
        this.tls = tls;
    }

    /**
     * Adds one connector for each address.
     *
     * @param addresses comma-separated, IPv6 with or without brackets
     * @param clientAuth {@code none}, {@code want} or {@code need}
     * @throws IllegalArgumentException if certificates are asked for and no authority is named
     */
    public void open(String service, String addresses, int port, String clientAuth) throws GeneralSecurityException {
        open(service, addresses, port, clientAuth, certificate.toString(), key.toString());
    }

    /** The same, with a server certificate of their own. */
    public void open(
            String service, String addresses, int port, String clientAuth, String ownCertificate, String ownKey)
            throws GeneralSecurityException {
        Identity identity = new Identity(Path.of(ownCertificate), Path.of(ownKey));
        HttpConfiguration limited = new HttpConfiguration(http);
        if (service.equals(ANY_CERTIFICATE)) {
            limited.setOutputBufferSize(FULL_RECORDS);
            // Even the pieces for slow readers are longer: gathered, each reader would cost a buffer of its own outside
            // the heap.
            limited.setOutputAggregationSize(GATHERED);
        }
        Optional<SlowReaders> readers = service.equals(ANY_CERTIFICATE)
                ? Optional.of(new SlowReaders(idleMillis, DOWNLOAD_MILLIS))
                : Optional.empty();
        readers.ifPresent(limited::addCustomizer);
        for (String address : addresses.split(",", -1)) {
            ConnectionFactory[] protocols = protocols(limited, readers, service, clientAuth, identity);
            ServerConnector connector =
                    readers.isPresent() ? new DiskConnector(server, protocols) : new ServerConnector(server, protocols);
            connector.setName(service);
            connector.setHost(address.strip().replaceAll("^\\[|]$", ""));
            connector.setPort(port);
            connector.setIdleTimeout(idleMillis);
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            connector.addEventListener(waiting);
            server.addConnector(connector);
        }
    }

    private ConnectionFactory[] protocols(
            HttpConfiguration limited,
            Optional<SlowReaders> readers,
            String service,
            String clientAuth,
            Identity identity)
            throws GeneralSecurityException {
        HttpConnectionFactory http1 = new Http1(limited);
        if (!tls) {
            return new ConnectionFactory[] {http1};
        }
        SslContextFactory.Server encryption = encryption(service, clientAuth, identity);
        if (service.equals(HTTP1_ONLY)) {
            return new ConnectionFactory[] {new SslConnectionFactory(encryption, http1.getProtocol()), http1};
        }
        HTTP2ServerConnectionFactory http2 = readers.map(patient -> patient.http2(limited))
                .orElseGet(() -> new HTTP2ServerConnectionFactory(limited));
        http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        http2.addEventListener(new EarlyAnswer.ShortRequests());
        http2.setRateControlFactory(waiting.frames(http2.getRateControlFactory()));
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        SslConnectionFactory outermost = service.equals(ANY_CERTIFICATE)
                ? new BulkTls(encryption, alpn.getProtocol())
                : new SslConnectionFactory(encryption, alpn.getProtocol());
        return new ConnectionFactory[] {outermost, alpn, http2, http1};
    }

    private SslContextFactory.Server encryption(String service, String clientAuth, Identity identity)
            throws GeneralSecurityException {
        boolean anybody = service.equals(ANY_CERTIFICATE);
        SslContextFactory.Server encryption = anybody ? new AnyClient() : new SslContextFactory.Server();
        encryption.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        // The first that the client has, too: for the bulk of a disk, the one that costs least.
        String first = anybody ? "TLS_AES_128_GCM_SHA256" : "TLS_AES_.*";
        encryption.setIncludeCipherSuites(
                first, "TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_(GCM|CHACHA20_POLY1305)_.*");
        encryption.setRenegotiationAllowed(false);
        encryption.setSniRequired(false);
        switch (clientAuth) {
            case "none" -> {}
            case "want" -> encryption.setWantClientAuth(true);
            case "need" -> encryption.setNeedClientAuth(true);
            default ->
                throw new IllegalArgumentException(
                        "gatehouse." + service + ".client-auth is none, want or need, not " + clientAuth);
        }
        boolean asks = !clientAuth.equals("none") && !anybody;
        if (asks && clientAuthorities.isBlank()) {
            throw new IllegalArgumentException("gatehouse.tls.client-ca must name the authorities of client"
                    + " certificates, or gatehouse." + service + ".client-auth be none");
        }
        Optional<Path> authorities = asks ? Optional.of(Path.of(clientAuthorities)) : Optional.empty();
        CertificateWatch watch =
                new CertificateWatch(server, encryption, identity.certificate(), identity.key(), authorities);
        watch.load();
        server.addBean(watch);
        return encryption;
    }
}
