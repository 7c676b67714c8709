package org.gatehouse.container.jetty;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gatehouse.container.PemKeyStore;

/**
 * Opens the TLS listeners of one service: HTTP/1.1 and HTTP/2 by ALPN, TLS 1.2 and later, certificates from PEM files
 * that may be replaced while the server runs. Used from Jetty's XML, before the server starts.
 */
public final class Listeners {
    private static final int STREAMS_PER_CONNECTION = 128;
    private static final int ACCEPT_QUEUE = 1024;

    private final Server server;
    private final HttpConfiguration http;
    private final Path certificate;
    private final Path key;
    private final String clientAuthorities;
    private long idleMillis = 60_000;

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
    }

    /** How long a connection may say nothing before it is closed, in milliseconds. */
    public void setIdleMillis(long idleMillis) {
        this.idleMillis = idleMillis;
    }

    /**
     * Adds one connector for each address.
     *
     * @param addresses comma-separated, IPv6 with or without brackets
     * @param clientAuth {@code none}, {@code want} or {@code need}
     * @throws IllegalArgumentException if certificates are asked for and no authority is named
     */
    public void open(String service, String addresses, int port, String clientAuth)
            throws IOException, GeneralSecurityException {
        for (String address : addresses.split(",", -1)) {
            SslContextFactory.Server tls = tls(service, clientAuth);
            HttpConnectionFactory http1 = new HttpConnectionFactory(http);
            HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
            http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
            alpn.setDefaultProtocol(http1.getProtocol());
            ServerConnector connector =
                    new ServerConnector(server, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1);
            connector.setName(service);
            connector.setHost(address.strip().replaceAll("^\\[|]$", ""));
            connector.setPort(port);
            connector.setIdleTimeout(idleMillis);
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            server.addConnector(connector);
            server.addBean(new CertificateWatch(server, tls, certificate, key));
        }
    }

    private SslContextFactory.Server tls(String service, String clientAuth)
            throws IOException, GeneralSecurityException {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        CertificateWatch.load(tls, certificate, key);
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.setIncludeCipherSuites("TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_.*_(GCM|CHACHA20_POLY1305)_.*");
        tls.setRenegotiationAllowed(false);
        tls.setSniRequired(false);
        switch (clientAuth) {
            case "none" -> {
                return tls;
            }
            case "want" -> tls.setWantClientAuth(true);
            case "need" -> tls.setNeedClientAuth(true);
            default ->
                throw new IllegalArgumentException(
                        "gatehouse." + service + ".client-auth is none, want or need, not " + clientAuth);
        }
        if (clientAuthorities.isBlank()) {
            throw new IllegalArgumentException("gatehouse.tls.client-ca must name the authorities of client"
                    + " certificates, or gatehouse." + service + ".client-auth be none");
        }
        tls.setTrustStore(PemKeyStore.authorities(Path.of(clientAuthorities)));
        return tls;
    }
}
