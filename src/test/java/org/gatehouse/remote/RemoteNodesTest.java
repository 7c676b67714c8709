package org.gatehouse.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.testing.HeardCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RemoteNodesTest {
    private static final String HOST = "127.0.0.1";
    private static final String PROGRESS =
            "{\"type\":\"progress\",\"ts\":[1,2],\"done\":536870912,\"total\":1073741824,\"unit\":\"bytes\",\"rate\":1048576,"
                    + "\"eta\":9,\"item\":\"disk/0\"}\u0003";
    private static final String LOG =
            "{\"type\":\"log\",\"ts\":[1,2],\"log_type\":\"message\",\"message\":\"half\"}\u0003";
    private static final String RESULT =
            "{\"type\":\"result\",\"ts\":[1,2],\"result\":[true, 1795203359880623616]}\u0003";

    @TempDir
    Path directory;

    private ClusterFiles cluster;
    private NodeServer server;
    private RemoteNodes nodes;
    private final HeardCall heard = new HeardCall();

    @BeforeEach
    void start() {
        cluster = new ClusterFiles(directory);
        server = new NodeServer(cluster.server());
        nodes = new RemoteNodes(cluster.files());
        server.plain("version", 200, "[true, 3000000]\n");
    }

    @AfterEach
    void stop() {
        nodes.close();
        server.close();
    }

    @Test
    void aPlainAnswerIsTakenFromWhoKnowsNoFeedback() throws NodeCallException {
        call(node(), "version", heard);
        assertEquals("[true, 3000000]\n", heard.answer());
        assertEquals(List.of("started", "ended"), heard.heard());

        HeardCall plain = new HeardCall();
        call(nodes.plainNode(HOST, server.port()), "version", plain);
        assertEquals("[true, 3000000]\n", plain.answer());
        assertEquals(
                List.of(
                        "POST /version | application/x-ganeti-rpc-stream;v=1, application/json;q=0.5"
                                + " | interval=1, heartbeat=15 | [1.10]",
                        "POST /version | */* | null | [1.10]"),
                server.requests());
    }

    @Test
    void connectionsAreUsedAgain() throws NodeCallException {
        server.on("wipe", exchange -> {
            OutputStream out = NodeServer.stream(exchange);
            NodeServer.say(out, RESULT);
            exchange.close();
        });
        for (String method : List.of("version", "wipe", "version", "wipe", "version")) {
            HeardCall one = new HeardCall();
            call(node(), method, one);
            one.answer();
            // The stream's end comes after its result.
            pause(100);
        }
        assertEquals(1, new TreeSet<>(server.ports()).size());
    }

    @Test
    void aStreamTellsTheWorkAndEndsWithTheAnswer() throws NodeCallException {
        server.on("blockdev_wipe", exchange -> {
            OutputStream out = NodeServer.stream(exchange);
            NodeServer.say(out, PROGRESS.substring(0, 30));
            NodeServer.say(out, PROGRESS.substring(30) + LOG);
            NodeServer.say(out, RESULT);
            exchange.close();
        });
        call(node(), "blockdev_wipe", heard);
        assertEquals("[true, 1795203359880623616]\n", heard.answer());
        assertEquals(List.of("started", "disk/0 536870912", "half", "ended"), heard.heard());
    }

    @Test
    void refusalsHaveTheirReasons() throws NodeCallException {
        assertEquals(Reason.BAD_REQUEST, refused(400, "because", "because"));
        assertEquals(Reason.FORBIDDEN, refused(403, "because\n", "because"));
        assertEquals(Reason.UNKNOWN_METHOD, refused(404, "<html>\nno</html>", "the node answered with status 404"));
        assertEquals(Reason.TOO_LARGE, refused(413, "", "the node answered with status 413"));
        assertEquals(Reason.CRASHED, refused(500, "a\nb", "a b"));
        assertEquals(Reason.UNREACHABLE, refused(503, "because", "because"));
        server.on("busy", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        call(node(), "busy", heard);
        assertEquals(Reason.BUSY, heard.failure().reason());
    }

    @Test
    void aStreamThatBreaksOffOrHasNoResultIsLost() throws NodeCallException {
        server.on("broken", exchange -> {
            NodeServer.stream(exchange);
            throw new IOException("gone");
        });
        server.on("without", exchange -> {
            NodeServer.stream(exchange);
            exchange.close();
        });
        for (String method : List.of("broken", "without")) {
            HeardCall one = new HeardCall();
            call(node(), method, one);
            assertEquals(Reason.LOST, one.failure().reason());
            assertEquals("connection lost, outcome unknown", one.failure().getMessage());
            assertEquals(List.of("started", "failed"), one.heard());
        }
    }

    @Test
    void aStreamMayTakeLongButNotBeSilent() throws NodeCallException {
        server.on("alive", exchange -> {
            OutputStream out = NodeServer.stream(exchange);
            for (int i = 0; i < 10; i++) {
                pause(200);
                NodeServer.say(out, "{\"type\":\"heartbeat\",\"seq\":1,\"ts\":[1,2]}\u0003");
            }
            NodeServer.say(out, RESULT);
            exchange.close();
        });
        server.on("silent", exchange -> {
            NodeServer.stream(exchange);
            sleep();
        });
        FeedbackWish wish = new FeedbackWish(Duration.ofMillis(200), Duration.ofMillis(300));
        HeardCall silent = new HeardCall();
        call(nodes.node(HOST, server.port(), wish), "alive", heard);
        call(nodes.node(HOST, server.port(), wish), "silent", silent);

        assertEquals(Reason.LOST, silent.failure().reason());
        assertTrue(silent.failure().getMessage().startsWith("nothing heard for"));
        assertEquals("[true, 1795203359880623616]\n", heard.answer());
        assertTrue(server.requests().get(0).contains("interval=0.2, heartbeat=0.3"));
    }

    @Test
    void nobodyThereIsUnreachable() throws IOException, NodeCallException {
        int port;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = once.getLocalPort();
        }
        call(nodes.node(HOST, port, FeedbackWish.USUAL), "version", heard);
        assertEquals(Reason.UNREACHABLE, heard.failure().reason());
        assertEquals("nobody listens at the node's port", heard.failure().getMessage());
    }

    @Test
    void anotherClustersNodeIsNotCalled() throws NodeCallException {
        cluster.renew();
        call(node(), "version", heard);
        assertEquals(Reason.UNREACHABLE, heard.failure().reason());
        assertTrue(heard.failure().getMessage().startsWith("the node's certificate is not this cluster's"));
        assertEquals(List.of(), server.requests());
    }

    @Test
    void renewedFilesAreReadAgain() throws NodeCallException {
        call(node(), "version", heard);
        assertEquals("[true, 3000000]\n", heard.answer());

        cluster.renew();
        server.close();
        server = new NodeServer(cluster.server()).plain("version", 200, "[true, 4]\n");
        HeardCall second = new HeardCall();
        call(node(), "version", second);
        assertEquals("[true, 4]\n", second.answer());
    }

    @Test
    void filesThatBreakLeaveTheLastOnesInUse() throws NodeCallException, IOException {
        call(node(), "version", heard);
        heard.answer();
        Files.delete(directory.resolve("client.pem"));
        HeardCall second = new HeardCall();
        call(node(), "version", second);
        assertEquals("[true, 3000000]\n", second.answer());

        try (RemoteNodes fresh = new RemoteNodes(cluster.files())) {
            NodeCalls node = fresh.plainNode(HOST, server.port());
            NodeCallException failure =
                    assertThrows(NodeCallException.class, () -> call(node, "version", new HeardCall()));
            assertEquals(Reason.UNREACHABLE, failure.reason());
            assertTrue(failure.getMessage().contains("NoSuchFileException: " + directory.resolve("client.pem")));
        }
    }

    @Test
    void closingFailsWhatIsUnderWay() throws NodeCallException {
        server.on("silent", exchange -> sleep());
        call(node(), "silent", heard);
        nodes.close();
        assertEquals(Reason.LOST, heard.failure().reason());
        assertThrows(NodeCallException.class, () -> call(node(), "version", new HeardCall()));
    }

    @Test
    void everyMethodHasItsLimit() {
        MethodLimits limits = MethodLimits.load();
        assertEquals(Duration.ofSeconds(60), limits.of("version", bytes("[]")));
        assertEquals(Duration.ofDays(1), limits.of("instance_os_add", bytes("[]")));
        assertEquals(Duration.ofMinutes(15), limits.of("unheard_of", bytes("[]")));
        assertEquals(Duration.ofMillis(7500), limits.of("test_delay", bytes("[2.5]\n")));
        assertEquals(Duration.ofSeconds(5), limits.of("test_delay", bytes("[-3]\n")));
        for (String odd : Set.of("", "[]", "[\"x\"]", "{}", "[")) {
            assertEquals(Duration.ofMinutes(15), limits.of("test_delay", bytes(odd)));
        }
    }

    @Test
    void theCommandShowsProgressAndPrintsThePayload() {
        server.on("blockdev_wipe", exchange -> {
            OutputStream out = NodeServer.stream(exchange);
            NodeServer.say(out, PROGRESS + LOG + RESULT);
            exchange.close();
        });
        server.plain("fails", 200, "[false, \"no \\u00fc\"]\n");
        server.plain("odd", 200, "odd\n");

        assertEquals(
                List.of(
                        "0",
                        "1795203359880623616\n",
                        "disk/0  50.0% 512.0 MiB of 1.0 GiB, 1.0 MiB/s, 9 s left\nhalf\n"),
                command(false, "blockdev_wipe", "[1]"));
        assertEquals(List.of("0", "1795203359880623616\n", ""), command(false, "--quiet", "blockdev_wipe"));
        assertEquals(List.of("0", "[true, 3000000]\n", ""), command(false, "--raw", "--plain", "version", "-"));
        assertTrue(command(true, "blockdev_wipe").get(2).contains("disk/0 [###############...............]  50.0%"));
        assertEquals(List.of("1", "", "node-call: fails failed: no \u00fc\n"), command(false, "fails"));
        assertEquals(List.of("1", "[false, \"no \\u00fc\"]\n", ""), command(false, "--raw", "fails"));
        assertEquals("3", command(false, "odd").get(0));
        assertEquals("3", command(false, "unknown").get(0));
        assertEquals("2", command(false, "--interval", "0.1", "version").get(0));
        assertEquals("2", command(false, "--nonsense", "version").get(0));
        assertEquals("2", command(false, "Version").get(0));
        assertEquals(
                "2", command(false, "version", "@" + directory.resolve("none")).get(0));
        assertEquals(CommandOptions.USAGE, command(false, "--help").get(1));
    }

    /** Exit status, standard output, standard error. Options come first, then the host is put in. */
    private List<String> command(boolean terminal, String... arguments) {
        NodeFiles files = cluster.files();
        List<String> all = new ArrayList<>(List.of(
                "--cert",
                files.certificate().toString(),
                "--ca",
                files.authority().toString()));
        all.addAll(List.of("--port", "" + server.port(), HOST));
        all.addAll(List.of(arguments));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new NodeCallCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        terminal)
                .run(all, new ByteArrayInputStream(bytes("[]")));
        return List.of("" + status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Reason refused(int status, String body, String message) throws NodeCallException {
        server.plain("refused" + status, status, body);
        HeardCall one = new HeardCall();
        call(node(), "refused" + status, one);
        assertEquals(message, one.failure().getMessage());
        assertEquals(List.of("failed"), one.heard());
        return one.failure().reason();
    }

    private NodeCalls node() {
        return nodes.node(HOST, server.port(), FeedbackWish.USUAL);
    }

    private static void call(NodeCalls node, String method, HeardCall listener) throws NodeCallException {
        node.call(new NodeRequest("c-1", method, "test", new ByteArrayInputStream(bytes("[1.10]\n"))), listener);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void sleep() throws IOException {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("stopped").initCause(e);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
