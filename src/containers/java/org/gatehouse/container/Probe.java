package org.gatehouse.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Prints one {@code ready} line for each listener as soon as it answers {@code GET /healthz}. Without a client
 * certificate of its own, a listener that insists on one has answered when it says so.
 *
 * <p>Arguments: the container's process id, seconds to wait at most, the server's certificates (files separated by colons, or an empty string), the client's certificate
 * and key (or two empty strings), then the listeners as {@code https://host:port/} or {@code http://host:port/}. Exit status 1 if the container went
 * away, 2 if it stayed mute; the container is stopped then.
 */
public final class Probe {
    private static final int CALL_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 50;

    private Probe() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        ProcessHandle container = ProcessHandle.of(Long.parseLong(args[0])).orElse(null);
        long deadline =
                System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[1])).toNanos();
        SSLContext tls = tls(args[2], args[3], args[4]);
        List<URI> waiting = new ArrayList<>();
        for (String url : List.of(args).subList(5, args.length)) {
            waiting.add(URI.create(url));
        }
        while (!waiting.isEmpty()) {
            if (container == null || !container.isAlive()) {
                // It has said why itself.
                System.exit(1);
            }
            if (System.nanoTime() - deadline > 0) {
                System.err.println("deploy/run: no answer in " + args[1] + " s from " + waiting + "; stopping");
                container.destroy();
                System.exit(2);
            }
            waiting.removeIf(listener -> ready(tls, listener));
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean ready(SSLContext tls, URI listener) {
        boolean answers = answers(tls, listener);
        if (answers) {
            System.out.println("ready " + listener);
        }
        return answers;
    }

    private static boolean answers(SSLContext tls, URI listener) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(reachable(listener), listener.getPort()), CALL_MILLIS);
            plain.setSoTimeout(CALL_MILLIS);
            try (Socket socket = listener.getScheme().equals("http")
                    ? plain
                    : tls.getSocketFactory().createSocket(plain, null, listener.getPort(), true)) {
                socket.getOutputStream()
                        .write(("GET /healthz HTTP/1.1\r\nHost: " + listener.getRawAuthority()
                                        + "\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String status = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                return status != null && status.matches("HTTP/1\\.1 [1-4][0-9]{2}.*");
            }
        } catch (SSLHandshakeException refused) {
            // An alert of the listener, which misses a certificate; what this side refuses has a cause.
            return refused.getCause() == null;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static KeyStore authorities(String files) throws GeneralSecurityException {
        KeyStore all = null;
        for (String file : files.split(":", -1)) {
            KeyStore one = PemKeyStore.authorities(Path.of(file));
            if (all == null) {
                all = one;
                continue;
            }
            for (String alias : Collections.list(one.aliases())) {
                all.setCertificateEntry(file + alias, one.getCertificate(alias));
            }
        }
        return all;
    }

    /** The address to call for a listener bound to every address. */
    private static String reachable(URI listener) {
        return switch (listener.getHost()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "[::]" -> "::1";
            default -> listener.getHost();
        };
    }

    /** Trusts exactly the server's own certificates: names and issuers do not matter to a call to oneself. */
    private static SSLContext tls(String server, String certificate, String key)
            throws GeneralSecurityException, IOException {
        if (server.isEmpty()) {
            return SSLContext.getDefault();
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities(server));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        if (certificate.isEmpty()) {
            keys.init(null, null);
        } else {
            keys.init(PemKeyStore.identity(Path.of(certificate), Path.of(key)), PemKeyStore.PASSWORD.toCharArray());
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
