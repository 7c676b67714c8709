package org.gatehouse.noderpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.access.CapturedLog;
import org.gatehouse.app.NodeServer;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.testing.ScriptedNode;
import org.gatehouse.testing.ScriptedNode.Taken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain calls, what is refused, and who may call, over HTTP. */
class NodeCallsTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final ScriptedNode NODE = new ScriptedNode();
    private static NodeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new NodeServer(NODE, Map.of("node.body-limit", "100000"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void theAnswerIsPassedOnByteForByteAndSoIsTheBody() throws Exception {
        byte[] body = "[\"\u00fc\", 1795203359880623616]\n".getBytes(ISO_8859_1);
        byte[] answer = "[true, {\"x\": 1.50, \"n\": 1795203359880623616, \"y\":\"\u00fc\"}]\n".getBytes(ISO_8859_1);

        CompletableFuture<HttpResponse<byte[]>> response = CLIENT.sendAsync(
                request("/node_info")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
        Taken taken = NODE.take();
        taken.listener().started();
        taken.listener().ended(answer);

        assertEquals(200, response.get().statusCode());
        assertArrayEquals(answer, response.get().body());
        assertEquals("application/json", header(response.get(), "Content-Type"));
        assertEquals("Accept", header(response.get(), "Vary"));
        assertEquals("Ganeti 3.0.9", header(response.get(), "Server"));
        assertEquals(Integer.toString(answer.length), header(response.get(), "Content-Length"));
        assertEquals(new String(body, ISO_8859_1), taken.body());
        assertEquals("node_info", taken.request().method());
        assertEquals(NodeServer.CANDIDATE, taken.request().caller());
    }

    @Test
    void aChunkedBodyIsUnderstood() throws Exception {
        try (Socket socket = server.send(
                "POST /version HTTP/1.1",
                "Transfer-Encoding: chunked\r\nConnection: close\r\n",
                "3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n")) {
            Taken taken = NODE.take();
            taken.listener().ended("[true, 1]\n".getBytes(ISO_8859_1));

            assertEquals("[1,2]", taken.body());
            assertTrue(read(socket).endsWith("\r\n\r\n[true, 1]\n"));
        }
    }

    @Test
    void eachCallLeavesOneLineWithoutItsBody() throws Exception {
        try (CapturedLog log = new CapturedLog("org.gatehouse.calls")) {
            CompletableFuture<HttpResponse<String>> response = post("/test_delay", "[\"secret\"]");
            Taken taken = NODE.take();
            taken.listener().ended("[false, \"secret\"]\n".getBytes(ISO_8859_1));
            response.get();

            assertEquals(1, log.lines().size());
            assertTrue(
                    log.lines()
                            .get(0)
                            .matches("INFO call=\"" + taken.request().id() + "\" method=\"test_delay\" caller=\""
                                    + NodeServer.CANDIDATE + "\" outcome=\"failed\" ms=\"\\d+\""),
                    log.lines().get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_METHOD, 404",
        "FORBIDDEN, 403",
        "BAD_REQUEST, 400",
        "TOO_LARGE, 413",
        "BUSY, 503",
        "UNREACHABLE, 503",
        "CRASHED, 500",
        "LOST, 500"
    })
    void whatHasNoAnswerHasAStatusAndOneLine(Reason reason, int status) throws Exception {
        NODE.refuse("refused_at_once", reason);

        HttpResponse<String> atOnce = post("/refused_at_once", "[]").get();
        CompletableFuture<HttpResponse<String>> later = post("/refused_later", "[]");
        NODE.take().listener().failed(new NodeCallException(reason, "refused:\n" + reason, null));

        for (HttpResponse<String> response : List.of(atOnce, later.get())) {
            assertEquals(status, response.statusCode());
            assertEquals("text/plain", header(response, "Content-Type"));
            assertEquals("refused: " + reason + "\n", response.body());
            assertEquals(reason == Reason.BUSY ? "1" : "", header(response, "Retry-After"));
            assertEquals("Ganeti 3.0.9", header(response, "Server"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /Version, 404, ''",
        "POST /ver-sion, 404, ''",
        "POST /ver.sion, 404, ''",
        "POST /vers%69on, 404, ''",
        "POST /version/, 404, ''",
        "POST //version, 404, ''",
        "POST /version;x=1, 404, ''",
        "POST /version?x=1, 404, ''",
        "POST /version?, 404, ''",
        "POST /a/b, 404, ''",
        "POST /, 404, ''",
        "POST /2/info, 404, ''",
        // Known to the handler, but not for callers on the network.
        "POST /transfer_osparams_values, 404, ''",
        "POST /.break-off, 404, ''",
        "GET /.break-off, 404, ''",
        "GET /version, 405, POST",
        "PUT /version, 405, POST",
        "HEAD /version, 405, POST",
        "BREW /version, 405, POST",
        "'POST /calls', 405, 'GET, HEAD, OPTIONS'",
        "DELETE /calls/x, 405, 'GET, HEAD, OPTIONS'",
        "POST /metrics, 405, 'GET, HEAD, OPTIONS'",
        "GET /calls/none, 404, ''",
        "GET /calls/none/events, 404, ''"
    })
    void oddNamesAreUnknownAndOtherVerbsNotAllowed(String requestLine, int status, String allow) throws Exception {
        try (Socket socket = server.send(requestLine + " HTTP/1.1", "Connection: close\r\n", "")) {
            String answer = read(socket);

            assertEquals(status, Integer.parseInt(answer.substring(9, 12)), answer);
            assertEquals(!allow.isEmpty(), answer.contains("\r\nAllow: " + allow + "\r\n"), answer);
        }
    }

    @Test
    void theVerbIsComparedWithoutRegardToCase() throws Exception {
        try (Socket socket =
                server.send("post /version HTTP/1.1", "Content-Length: 2\r\nConnection: close\r\n", "[]")) {
            NODE.take().listener().ended("[true, 1]\n".getBytes(ISO_8859_1));

            assertTrue(read(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aBodyThatSaysItIsTooLongIsNotRead() throws Exception {
        try (Socket socket = server.send("POST /version HTTP/1.1", "Content-Length: 100001\r\n", "")) {
            assertEquals("HTTP/1.1 413", new String(socket.getInputStream().readNBytes(12), ISO_8859_1));
            // The answer came at once; the connection stays until there is no more of the body.
            socket.shutdownOutput();
            String answer = read(socket);
            assertTrue(answer.contains("Request body exceeds 100000 bytes\n"), answer);
        }
    }

    @Test
    void aBodyThatTurnsOutTooLongIsRefused() throws Exception {
        String chunk = "c350\r\n" + "x".repeat(50_000) + "\r\n";
        try (Socket socket =
                server.send("POST /version HTTP/1.1", "Transfer-Encoding: chunked\r\n", chunk + chunk + "1\r\nx\r\n")) {
            assertEquals("HTTP/1.1 413", new String(socket.getInputStream().readNBytes(12), ISO_8859_1));
            socket.shutdownOutput();
            read(socket);
        }
    }

    @Test
    void onlyCandidatesMayCall() throws Exception {
        HttpResponse<String> nobody = CLIENT.send(
                HttpRequest.newBuilder(uri("/version"))
                        .POST(BodyPublishers.ofString("[]"))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> stranger;
        try (CapturedLog log = new CapturedLog("org.gatehouse.audit")) {
            stranger = strange("/version");
            strange("/no/such/path");

            assertEquals(1, log.lines().size());
            assertTrue(
                    log.lines().get(0).contains("of \"CN=stranger\\\\\\\"\" with the digest A1:"),
                    log.lines().get(0));
        }

        assertEquals(403, nobody.statusCode());
        assertEquals("no client certificate\n", nobody.body());
        assertEquals(403, stranger.statusCode());
        assertEquals("the certificate is not a master candidate's\n", stranger.body());
        assertEquals("text/plain", header(stranger, "Content-Type"));
    }

    @Test
    void anEmptiedListRefusesTheCandidateAtOnce() throws Exception {
        byte[] list = Files.readAllBytes(server.candidates());
        try {
            Files.writeString(server.candidates(), "");
            assertEquals(403, post("/version", "[]").get().statusCode());
        } finally {
            Files.write(server.candidates(), list);
        }
        CompletableFuture<HttpResponse<String>> again = post("/version", "[]");
        NODE.take().listener().ended("[true, 1]\n".getBytes(ISO_8859_1));
        assertEquals(200, again.get().statusCode());
    }

    @Test
    void signsOfLifeAreForAllAndNumbersForCandidates() throws Exception {
        for (String path : new String[] {"/healthz", "/readyz"}) {
            HttpResponse<String> response =
                    CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            HttpResponse<String> head = CLIENT.send(
                    HttpRequest.newBuilder(uri(path))
                            .method("HEAD", BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, head.statusCode());
            assertEquals(header(response, "Content-Length"), header(head, "Content-Length"));
        }
        for (String path : new String[] {"/metrics", "/calls"}) {
            assertEquals(
                    200,
                    CLIENT.send(
                                    request(path)
                                            .method("HEAD", BodyPublishers.noBody())
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode());
            assertEquals(
                    200,
                    CLIENT.send(
                                    request(path)
                                            .method("OPTIONS", BodyPublishers.noBody())
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode());
        }
        assertEquals(403, strange("/metrics").statusCode());
        HttpResponse<String> metrics = CLIENT.send(request("/metrics").build(), BodyHandlers.ofString());
        assertTrue(metrics.body().contains("gatehouse_node_calls "), metrics.body());
    }

    @Test
    void eachListenerHasItsOwnService() throws Exception {
        HttpResponse<String> version = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.rapiPort() + "/healthz"))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> call = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.rapiPort() + "/test_delay"))
                        .header("X-Certificate", "CN=candidate")
                        .POST(BodyPublishers.ofString("[]"))
                        .build(),
                BodyHandlers.ofString());

        assertEquals(200, version.statusCode());
        assertEquals(401, call.statusCode());
        assertFalse(header(version, "Server").contains("3.0.9"));
    }

    @Test
    void manyCallsWaitWithoutThreads() throws Exception {
        int many = 300;
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            responses.add(post("/test_delay", "[1]"));
            taken.add(NODE.take());
        }
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("qtp"))
                        .count()
                < 100);
        for (Taken one : taken) {
            one.listener().ended("[true, null]\n".getBytes(ISO_8859_1));
        }
        for (CompletableFuture<HttpResponse<String>> response : responses) {
            assertEquals("[true, null]\n", response.get().body());
        }
    }

    private static HttpResponse<String> strange(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(path))
                        .header("X-Certificate", "CN=stranger\\\"")
                        .POST(BodyPublishers.ofString("[]"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return CLIENT.sendAsync(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("X-Certificate", "CN=candidate");
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
}
