package org.gatehouse.transfer.pull;

import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client of a pull. One thread reads a connection straight from its socket: the JDK's client, which passes every piece
 * through queues and threads, takes more than half as much again of the processor for it, over HTTP/2 as over HTTP/1.1.
 */
final class PullClient {
    /** Its bulk cipher costs least of all. */
    private static final String CHEAPEST = "TLS_AES_128_GCM_SHA256";

    /** More than all pulls of a node together may use; nobody is to wait for a connection. */
    private static final int CONNECTIONS = 4096;

    private static final int LONGEST_LINE = 8192;
    private static final int MOST_HEADERS = 100;

    private PullClient() {}

    /** @param names finds the addresses of a source's name, which are tried one after the other */
    static CloseableHttpClient make(SSLContext tls, PullOptions options, PullTimes times, DnsResolver names) {
        Timeout idle = Timeout.of(times.idle());
        Timeout connect = Timeout.of(times.connect());
        HttpClientBuilder client = HttpClients.custom()
                .setConnectionManager(new Connections()
                        .setDnsResolver(names)
                        .setTlsSocketStrategy(new Handshakes(encryption(tls)))
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(connect).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(idle)
                                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                .build())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(LONGEST_LINE)
                                        .setMaxHeaderCount(MOST_HEADERS)
                                        .build())
                                .build())
                        .setMaxConnTotal(CONNECTIONS)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(connect)
                        .setResponseTimeout(idle)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("gatehouse")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                // A pooled connection is for whoever comes: all show the same certificate.
                .disableConnectionState();
        options.proxy().ifPresent(proxy -> client.setProxy(new HttpHost(proxy.getHost(), proxy.getPort())));
        return client.build();
    }

    /** Connections over buffered sockets. */
    private static final class Connections extends PoolingHttpClientConnectionManagerBuilder {
        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(
                    proxy -> new BufferedSocket(),
                    ports,
                    names,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register("https", tls)
                            .build());
        }
    }

    private static DefaultClientTlsStrategy encryption(SSLContext tls) {
        String[] known = tls.getDefaultSSLParameters().getCipherSuites();
        String[] ciphers = Stream.concat(
                        Arrays.stream(known).filter(CHEAPEST::equals),
                        Arrays.stream(known).filter(cipher -> !cipher.equals(CHEAPEST)))
                .toArray(String[]::new);
        // Names are checked with the certificates, so that a wrong one is a failure of trust like others.
        return new DefaultClientTlsStrategy(
                tls,
                new String[] {"TLSv1.3", "TLSv1.2"},
                ciphers,
                SSLBufferMode.STATIC,
                HostnameVerificationPolicy.BUILTIN,
                NoopHostnameVerifier.INSTANCE);
    }
}
