package org.gatehouse.noderpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.gatehouse.app.NodeServer;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.feedback.LogLine;
import org.gatehouse.feedback.Progress;
import org.gatehouse.http.Json;
import org.gatehouse.testing.ScriptedNode;
import org.gatehouse.testing.ScriptedNode.Taken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of feedback, and watching calls that others made, over HTTP. */
class FeedbackTest {
    private static final String STREAM = "application/x-ganeti-rpc-stream";
    private static final byte[] ANSWER = "[true, {\"n\": 1795203359880623616}]\n".getBytes(ISO_8859_1);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final ScriptedNode NODE = new ScriptedNode();
    private static NodeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new NodeServer(NODE, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A stream being read by a client who keeps what came so far. */
    private static final class Reading {
        private final AtomicReference<String> text = new AtomicReference<>("");
        private final CompletableFuture<HttpResponse<Void>> end;

        Reading(HttpRequest request) {
            end = CLIENT.sendAsync(
                    request,
                    BodyHandlers.ofByteArrayConsumer(piece ->
                            piece.ifPresent(bytes -> text.updateAndGet(all -> all + new String(bytes, ISO_8859_1)))));
        }

        List<Map<?, ?>> messages() {
            return FeedbackTest.messages(text.get());
        }

        List<String> types() {
            return messages().stream()
                    .map(message -> (String) message.get("type"))
                    .toList();
        }

        void awaitTypes(String... types) {
            await().until(() -> types().equals(List.of(types)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/x-ganeti-rpc-stream | true",
                "application/x-ganeti-rpc-stream;v=1, application/json;q=0.5 | true",
                "application/json, Application/X-Ganeti-RPC-Stream ; q=0.1 | true",
                "*/* | false",
                "application/* | false",
                "application/json | false",
                "application/x-ganeti-rpc-stream;q=0 | false",
                "application/x-ganeti-rpc-stream;q=0.000 | false",
                "application/x-ganeti-rpc-stream;q=x | false",
                "application/x-ganeti-rpc-stream;v=2 | false",
                "application/x-ganeti-rpc-streams | false",
                "application/x-ganeti-rpc-stream;q=0, */* | false"
            })
    void onlyItsNameSelectsTheStream(String accept, boolean streamed) throws Exception {
        CompletableFuture<HttpResponse<String>> response =
                CLIENT.sendAsync(post("/version").setHeader("Accept", accept).build(), BodyHandlers.ofString());
        Taken taken = NODE.take();
        taken.listener().started();
        taken.listener().ended(ANSWER);

        assertEquals(
                streamed ? STREAM + ";v=1" : "application/json",
                response.get().headers().firstValue("Content-Type").orElse(""));
        assertEquals("Accept", response.get().headers().firstValue("Vary").orElse(""));
    }

    @Test
    void anOldCallerGetsThePlainAnswer() throws Exception {
        try (Socket socket =
                server.send("POST /version HTTP/1.0", "Accept: " + STREAM + "\r\nContent-Length: 2\r\n", "[]")) {
            Taken taken = NODE.take();
            taken.listener().started();
            taken.listener().ended(ANSWER);

            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.endsWith("\r\n\r\n" + new String(ANSWER, ISO_8859_1)), answer);
        }
    }

    @Test
    void eachMessageArrivesAsItIsTold() throws Exception {
        Reading reading = new Reading(streamed("/blockdev_wipe").build());
        Taken taken = NODE.take();
        taken.listener().started();
        reading.awaitTypes("start");
        taken.listener().told(progress("disk/0", 1));
        reading.awaitTypes("start", "progress");
        taken.listener().told(new LogLine(Instant.now(), "message", "caf\u00e9"));
        reading.awaitTypes("start", "progress", "log");
        taken.listener().ended(ANSWER);
        HttpResponse<Void> response = reading.end.get();

        List<Map<?, ?>> messages = reading.messages();
        assertEquals(List.of("start", "progress", "log", "result"), reading.types());
        assertEquals("blockdev_wipe", messages.get(0).get("method"));
        assertEquals(taken.request().id(), messages.get(0).get("call"));
        assertEquals(
                List.of(0, 1, 2, 3),
                messages.stream().map(message -> message.get("seq")).toList());
        assertEquals("caf\u00e9", messages.get(2).get("message"));
        assertTrue(reading.text.get().endsWith("\"result\":[true, {\"n\": 1795203359880623616}]}\u0003"));
        assertEquals(
                "chunked", response.headers().firstValue("Transfer-Encoding").orElse(""));
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        assertEquals("no", response.headers().firstValue("X-Accel-Buffering").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"interval=60", "interval=1e9, heartbeat=x"})
    void whatComesTooEarlyIsLeftOutButTheLastBeforeTheResult(String options) throws Exception {
        Reading reading = new Reading(
                streamed("/blockdev_wipe").header("Ganeti-Feedback", options).build());
        Taken taken = NODE.take();
        taken.listener().started();
        for (int i = 0; i < 50; i++) {
            taken.listener().told(progress("disk/0", i));
            taken.listener().told(progress("disk/1", i));
        }
        taken.listener().ended(ANSWER);
        reading.end.get();

        List<Map<?, ?>> first = about("disk/0", reading.messages());
        assertTrue(first.size() <= 3, reading.types().toString());
        assertEquals(49, first.get(first.size() - 1).get("done"));
        List<Map<?, ?>> second = about("disk/1", reading.messages());
        assertEquals(49, second.get(second.size() - 1).get("done"));
        assertEquals("result", reading.types().get(reading.types().size() - 1));
    }

    @Test
    void aFailureBeforeTheStartIsAnOrdinaryStatus() throws Exception {
        CompletableFuture<HttpResponse<String>> response =
                CLIENT.sendAsync(streamed("/nothing").build(), BodyHandlers.ofString());
        NODE.take().listener().failed(new NodeCallException(Reason.UNKNOWN_METHOD, "no such method", null));

        assertEquals(404, response.get().statusCode());
        assertEquals("no such method\n", response.get().body());
    }

    @Test
    void aHandlerThatIsLostAfterTheStartIsAResult() throws Exception {
        Reading reading = new Reading(streamed("/test_delay").build());
        CompletableFuture<HttpResponse<String>> plain =
                CLIENT.sendAsync(post("/test_delay").build(), BodyHandlers.ofString());
        for (Taken taken : List.of(NODE.take(), NODE.take())) {
            taken.listener().started();
            taken.listener().failed(new NodeCallException(Reason.LOST, "handler gone, outcome unknown", null));
        }
        reading.end.get();

        assertEquals(List.of("start", "result"), reading.types());
        assertEquals(
                List.of(false, "Error while executing backend function: handler lost"),
                reading.messages().get(1).get("result"));
        assertEquals(500, plain.get().statusCode());
        assertEquals("handler gone, outcome unknown\n", plain.get().body());
    }

    @Test
    void callsOfOthersCanBeListedAndFollowed() throws Exception {
        CompletableFuture<HttpResponse<String>> plain =
                CLIENT.sendAsync(post("/blockdev_wipe").build(), BodyHandlers.ofString());
        Taken taken = NODE.take();
        String id = taken.request().id();
        Reading early = new Reading(get("/calls/" + id + "/events").build());
        taken.listener().started();
        taken.listener().told(progress("disk/0", 5));
        early.awaitTypes("start", "progress");
        Reading late = new Reading(get("/calls/" + id + "/events").build());
        late.awaitTypes("start", "progress");

        Map<?, ?> running = object("/calls/" + id);
        Map<?, ?> listed = (Map<?, ?>) ((List<?>) object("/calls").get("calls"))
                .stream()
                        .filter(call -> ((Map<?, ?>) call).get("id").equals(id))
                        .findFirst()
                        .orElseThrow();
        assertEquals(running, listed);
        assertEquals("running", running.get("state"));
        assertEquals("blockdev_wipe", running.get("method"));
        assertEquals(NodeServer.CANDIDATE, running.get("caller"));
        assertEquals(5, ((Map<?, ?>) running.get("progress")).get("done"));
        assertFalse(running.containsKey("result"));

        taken.listener().ended(ANSWER);
        assertEquals(new String(ANSWER, ISO_8859_1), plain.get().body());
        early.end.get();
        late.end.get();
        assertEquals(List.of("start", "progress", "result"), late.types());

        Reading over = new Reading(get("/calls/" + id + "/events").build());
        over.end.get();
        assertEquals(List.of("start", "progress", "result"), over.types());
        String ended = text("/calls/" + id);
        assertTrue(ended.endsWith(", \"result\": [true, {\"n\": 1795203359880623616}]}\n"), ended);
        assertTrue(ended.contains("\"state\": \"ended\""), ended);
    }

    @Test
    void aCallThatWasNeverBegunIsForgotten() throws Exception {
        CompletableFuture<HttpResponse<String>> plain =
                CLIENT.sendAsync(post("/nothing").build(), BodyHandlers.ofString());
        Taken taken = NODE.take();
        taken.listener().failed(new NodeCallException(Reason.UNKNOWN_METHOD, "no such method", null));
        plain.get();

        assertEquals(404, status("/calls/" + taken.request().id()));
    }

    @Test
    void aLongAnswerIsGivenButNotKept() throws Exception {
        CompletableFuture<HttpResponse<String>> plain =
                CLIENT.sendAsync(post("/node_verify").build(), BodyHandlers.ofString());
        Taken taken = NODE.take();
        String answer = "[true, \"" + "x".repeat(1 << 20) + "\"]\n";
        taken.listener().ended(answer.getBytes(ISO_8859_1));

        assertEquals(answer, plain.get().body());
        assertTrue(text("/calls/" + taken.request().id()).endsWith(", \"result\": null}\n"));
        assertEquals(410, status("/calls/" + taken.request().id() + "/events"));
    }

    @Test
    void tooManyFollowersAreRefused() throws Exception {
        CompletableFuture<HttpResponse<String>> plain =
                CLIENT.sendAsync(post("/test_delay").build(), BodyHandlers.ofString());
        Taken taken = NODE.take();
        taken.listener().started();
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 63; i++) {
            Reading reading = new Reading(
                    get("/calls/" + taken.request().id() + "/events").build());
            reading.awaitTypes("start");
            readings.add(reading);
        }
        assertEquals(503, status("/calls/" + taken.request().id() + "/events"));
        taken.listener().ended(ANSWER);
        plain.get();
        for (Reading reading : readings) {
            reading.end.get();
        }
    }

    @Test
    void aStuckReaderHoldsNothingUpAndIsToldWhatItMissed() throws Exception {
        try (Socket stuck = server.send(
                "POST /blockdev_wipe HTTP/1.1",
                "Accept: " + STREAM + "\r\nGaneti-Feedback: interval=0.2\r\nContent-Length: 2\r\n",
                "[]")) {
            Taken taken = NODE.take();
            taken.listener().started();
            Reading quick = new Reading(
                    get("/calls/" + taken.request().id() + "/events").build());
            long begin = System.nanoTime();
            String long0 = "x".repeat(1000);
            for (int i = 0; i < 20_000; i++) {
                taken.listener().told(new LogLine(Instant.now(), "message", i + long0));
            }
            taken.listener().told(progress("disk/0", 7));
            taken.listener().ended(ANSWER);
            assertTrue(System.nanoTime() - begin < 10_000_000_000L);
            quick.end.get();

            List<Map<?, ?>> messages = messages(dechunked(stuck));
            assertEquals("start", messages.get(0).get("type"));
            assertEquals("result", messages.get(messages.size() - 1).get("type"));
            long dropped = messages.stream()
                    .filter(message -> message.get("type").equals("dropped"))
                    .mapToLong(message -> ((Number) message.get("count")).longValue())
                    .sum();
            long logs = messages.stream()
                    .filter(message -> message.get("type").equals("log"))
                    .count();
            assertTrue(dropped > 0, "nothing was dropped");
            assertTrue(dropped + logs >= 20_000, dropped + " dropped, " + logs + " logs");
            for (int i = 0; i < messages.size(); i++) {
                assertEquals(i, messages.get(i).get("seq"));
            }
        }
    }

    @Test
    void aReaderWhoLeavesDoesNotEndTheCall() throws Exception {
        Taken taken;
        try (Socket leaving =
                server.send("POST /blockdev_wipe HTTP/1.1", "Accept: " + STREAM + "\r\nContent-Length: 2\r\n", "[]")) {
            taken = NODE.take();
            taken.listener().started();
            leaving.setSoLinger(true, 0);
        }
        Reading other =
                new Reading(get("/calls/" + taken.request().id() + "/events").build());
        for (int i = 0; i < 100; i++) {
            taken.listener().told(new LogLine(Instant.now(), "message", "line"));
        }
        taken.listener().ended(ANSWER);
        other.end.get();

        assertEquals("result", other.types().get(other.types().size() - 1));
        assertTrue(text("/calls/" + taken.request().id()).contains("\"ended\""));
    }

    @Test
    void aServerThatStopsDoesNotWaitForItsCalls() throws Exception {
        ScriptedNode node = new ScriptedNode();
        NodeServer stopping = new NodeServer(node, Map.of());
        Socket reader =
                stopping.send("POST /test_delay HTTP/1.1", "Accept: " + STREAM + "\r\nContent-Length: 2\r\n", "[]");
        node.take().listener().started();
        Socket waiting = stopping.send("POST /test_delay HTTP/1.1", "Content-Length: 2\r\n", "[]");
        node.take().listener().started();
        long begin = System.nanoTime();

        stopping.close();

        assertTrue(System.nanoTime() - begin < 10_000_000_000L);
        reader.close();
        waiting.close();
    }

    private static List<Map<?, ?>> messages(String text) {
        int end = text.lastIndexOf('\u0003');
        return end < 0
                ? List.of()
                : Stream.of(text.substring(0, end).split("\u0003"))
                        .<Map<?, ?>>map(message -> (Map<?, ?>) Json.read(message.getBytes(ISO_8859_1))
                                .orElseThrow()
                                .value())
                        .toList();
    }

    private static List<Map<?, ?>> about(String item, List<Map<?, ?>> messages) {
        return messages.stream()
                .filter(message -> item.equals(message.get("item")))
                .toList();
    }

    private static String dechunked(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] piece = new byte[8192];
        while (text.length() < 7 || !text.substring(text.length() - 7).equals("\r\n0\r\n\r\n")) {
            int count = socket.getInputStream().read(piece);
            assertTrue(count >= 0, "the stream broke off");
            text.append(new String(piece, 0, count, ISO_8859_1));
        }
        String all = text.toString();
        StringBuilder body = new StringBuilder();
        int at = all.indexOf("\r\n\r\n") + 4;
        while (true) {
            int end = all.indexOf("\r\n", at);
            int length = Integer.parseInt(all.substring(at, end), 16);
            if (length == 0) {
                return body.toString();
            }
            body.append(all, end + 2, end + 2 + length);
            at = end + 2 + length + 2;
        }
    }

    private static Progress progress(String item, double done) {
        OptionalDouble none = OptionalDouble.empty();
        return new Progress(Instant.now(), item, "", "bytes", done, OptionalDouble.of(100), none, none);
    }

    private static HttpRequest.Builder streamed(String path) {
        return post(path).header("Accept", STREAM + ";v=1, application/json;q=0.5");
    }

    private static HttpRequest.Builder post(String path) {
        return get(path).POST(BodyPublishers.ofString("[]"));
    }

    private static HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("X-Certificate", "CN=candidate");
    }

    private static int status(String path) throws IOException, InterruptedException {
        return CLIENT.send(get(path).build(), BodyHandlers.ofString()).statusCode();
    }

    private static String text(String path) throws IOException, InterruptedException {
        return CLIENT.send(get(path).build(), BodyHandlers.ofString()).body();
    }

    private static Map<?, ?> object(String path) throws IOException, InterruptedException {
        return (Map<?, ?>)
                Json.read(text(path).getBytes(ISO_8859_1)).orElseThrow().value();
    }
}
