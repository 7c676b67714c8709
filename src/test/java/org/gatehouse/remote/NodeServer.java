package org.gatehouse.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A node's HTTPS server that does as it is told. Wants a client's certificate. */
final class NodeServer implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();

    NodeServer(SSLContext tls) {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Each request so far: verb, path, Accept, Ganeti-Feedback, body. */
    List<String> requests() {
        return requests;
    }

    /** The callers' ports, one for each request. */
    List<Integer> ports() {
        return ports;
    }

    NodeServer on(String method, HttpHandler handler) {
        server.createContext("/" + method, exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            requests.add(String.join(
                    " | ",
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Accept"),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Ganeti-Feedback")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).strip()));
            handler.handle(exchange);
        });
        return this;
    }

    /** Answers as today's daemon does, without a content type. */
    NodeServer plain(String method, int status, String body) {
        return on(method, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /** Begins a stream. */
    static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "Application/X-Ganeti-RPC-Stream; v=1");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        say(out, "{\"type\":\"start\",\"seq\":0,\"ts\":[1,2],\"method\":\"m\",\"call\":\"c\"}\u0003");
        return out;
    }

    static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
