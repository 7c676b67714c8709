package org.gatehouse.transfer.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Looks which certificate a listener of this machine shows. For any number of threads. */
final class ListenerProbe {
    private static final int LIMIT_MILLIS = 3000;
    private static final Duration TICK = Duration.ofMillis(200);

    private final OptionalInt port;

    /** Without a port there is nothing to look at. */
    ListenerProbe(OptionalInt port) {
        this.port = port;
    }

    /** Returns when the listener shows this certificate, or if nothing listens; fails if it shows another for so long. */
    void await(X509Certificate certificate, Duration most) throws IOException, InterruptedException {
        if (port.isEmpty()) {
            return;
        }
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            Socket socket = new Socket();
            try (socket) {
                try {
                    socket.connect(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()), LIMIT_MILLIS);
                } catch (IOException e) {
                    // It may listen on other addresses, or not yet.
                    return;
                }
                if (certificate.equals(shown(socket))) {
                    return;
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException("the transfer listener does not show its new certificate");
            }
            Thread.sleep(TICK.toMillis());
        }
    }

    /** The certificate of whoever is at the other end; {@code null} if that is no TLS server. */
    private X509Certificate shown(Socket socket) throws IOException {
        Witness witness = new Witness();
        try {
            socket.setSoTimeout(LIMIT_MILLIS);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {witness}, null);
            try (SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port.getAsInt(), true)) {
                tls.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used", e);
        } catch (IOException e) {
            // Whoever wants a certificate from us hangs up, having shown its own.
        }
        return witness.shown.get();
    }

    /** Trusts whoever comes, only to see who it is: nothing is said or asked on such a connection. */
    private static final class Witness extends X509ExtendedTrustManager {
        private final AtomicReference<X509Certificate> shown = new AtomicReference<>();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            shown.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            shown.set(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.set(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
