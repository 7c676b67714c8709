package org.gatehouse.transfer.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.http.Json;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.pull.TestPapers;
import org.gatehouse.transfer.pull.TestSource;

/** The part of a cluster's Remote API that opens the disks of one instance, which are given out by sources of ours. */
final class TestCluster implements AutoCloseable {
    private final TestPapers papers;
    private final List<TestSource> disks;
    private final HttpsServer server;
    final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    volatile boolean running;
    volatile String state = "open";
    private final AtomicInteger opened = new AtomicInteger();

    TestCluster(TestPapers papers, List<TestSource> disks) throws IOException {
        this.papers = papers;
        this.disks = disks;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(papers.server()));
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    private record Reply(int status, Object value) {}

    /** Answers a request, {@code GET /2/info} for example, with this from now on. */
    void reply(String request, int status, Object value) {
        replies.put(request, new Reply(status, value));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Object> body =
                    Json.read(exchange.getRequestBody().readAllBytes()).map(Json.Parsed::value);
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            heard.add(request + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            if (replies.containsKey(request)) {
                answer(
                        exchange,
                        replies.get(request).status(),
                        replies.get(request).value());
            } else if (request.equals("POST /2/instances/web1/transfers")) {
                Map<?, ?> wish = (Map<?, ?>) body.orElseThrow();
                if (running && !Boolean.TRUE.equals(wish.get("shutdown"))) {
                    answer(exchange, 409, Map.of("code", 409, "message", "web1 runs", "explain", "Conflict"));
                    return;
                }
                opened.incrementAndGet();
                state = "open";
                answer(exchange, 200, document((String) wish.get("csr")));
            } else if (request.startsWith("GET /2/transfers/")) {
                answer(exchange, 200, Map.of("state", state));
            } else if (request.startsWith("DELETE /2/transfers/")) {
                state = "cancelled";
                answer(exchange, 200, Map.of());
            } else {
                answer(exchange, 200, Map.of("name", "web1"));
            }
        }
    }

    private Map<String, Object> document(String csr) throws IOException {
        List<Object> described = new ArrayList<>();
        for (TestSource disk : disks) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("index", disks.indexOf(disk));
            each.put("size", disk.disk.size());
            each.put("url", disk.source().contents().toString());
            each.put("done_url", disk.source().done().toString());
            each.put(
                    "certificate",
                    Pem.text(papers.authority().issueClient(csr, "cluster.example.com", Duration.ofDays(1))));
            described.add(each);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", "t" + opened.get());
        document.put("state", "open");
        document.put("ca", Pem.text(papers.authority().certificate()));
        document.put("disks", described);
        return document;
    }

    private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
        byte[] bytes = Json.bytes(value);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
