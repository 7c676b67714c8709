package org.gatehouse.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.net.Socket;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gatehouse.http.BreakOffServlet;
import org.gatehouse.http.ContinuationServlet;
import org.gatehouse.http.ListenerFilter;
import org.gatehouse.http.Service;

/** One service in an embedded Jetty with TLS, whose connector takes any client certificate. */
final class TlsServer implements AutoCloseable {
    private final Server server = new Server();

    /** Listens at this port of the loopback address. */
    TlsServer(int port, PrivateKey key, List<X509Certificate> chain, Service service) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        ServerConnector connector = new ServerConnector(
                server, new SslConnectionFactory(tls(key, chain), "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addEventListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                put(service, event.getServletContext());
            }
        });
        server.setHandler(context);
        server.start();
    }

    private static void put(Service service, ServletContext context) {
        add(context, "service", service.servlet());
        FilterRegistration.Dynamic listeners = context.addFilter("listeners", new ListenerFilter(List.of(service)));
        listeners.setAsyncSupported(true);
        listeners.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        add(context, "break-off", new BreakOffServlet()).addMapping(BreakOffServlet.MAPPING);
        add(context, "continuation", new ContinuationServlet()).addMapping(ContinuationServlet.MAPPING);
    }

    private static ServletRegistration.Dynamic add(ServletContext context, String name, Servlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return registration;
    }

    private static SslContextFactory.Server tls(PrivateKey key, List<X509Certificate> chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, "x".toCharArray(), chain.toArray(Certificate[]::new));
        SslContextFactory.Server tls = new SslContextFactory.Server() {
            @Override
            protected TrustManager[] getTrustManagers(KeyStore trustStore, Collection<? extends CRL> crls) {
                return new TrustManager[] {new Anybody()};
            }
        };
        tls.setKeyStore(store);
        tls.setKeyStorePassword("x");
        tls.setNeedClientAuth(true);
        return tls;
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
