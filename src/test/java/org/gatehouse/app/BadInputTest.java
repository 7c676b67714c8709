package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.testing.RecordingCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and clusters that are not as they should be: the answer is RAPI's error, and nothing is lost. */
class BadInputTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int LIMIT = 1 << 20;

    private static final RecordingCluster CLUSTER = new RecordingCluster();
    private static GatehouseServer server;

    @BeforeAll
    static void start() {
        server = new GatehouseServer(CLUSTER, Map.of("rapi.body-limit", Integer.toString(LIMIT)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void healthyCluster() {
        CLUSTER.failRowsAfter(Integer.MAX_VALUE, null);
        CLUSTER.rows(List.of());
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", GatehouseServer.as("admin"))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends bytes as they are and returns everything that comes back. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String rawGet(String target) throws IOException {
        return raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("admin")
                + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{oops | 400 | Unable to parse JSON data",
                "[1, 2 | 400 | Unable to parse JSON data",
                "[1, 2] | 400 | Body contents: Type is &#x27;list&#x27;, but &#x27;dict&#x27; is expected",
                "\"x\" | 400 | Body contents: Type is &#x27;str&#x27;, but &#x27;dict&#x27; is expected",
                "1e999 | 400 | Body contents: Type is &#x27;float&#x27;, but &#x27;dict&#x27; is expected",
                "{\"osparams_private\": 5} | 400 | Unable to parse JSON data",
                "{\"a\\u0000b\": 1} | 400 | Invalid body parameters: Object OpClusterRedistConf doesn&#x27;t support the parameter &#x27;a\\u0000b&#x27;",
                "{\"comment\": 5} | 400 | Invalid body parameters: (&quot;Parameter &#x27;OP_CLUSTER_REDIST_CONF.comment&#x27; fails validation&quot;, &#x27;wrong_input&#x27;)",
                "{\"reason\": []} | 400 | Can&#x27;t overwrite static parameters {&#x27;reason&#x27;}"
            })
    void aBadBodyIsA400ThatSaysWhy(String body, int status, String message) throws Exception {
        int jobs = CLUSTER.submitted().size();

        HttpResponse<String> response = send("PUT", "/2/redistribute-config", body, "Content-Type", "application/json");

        assertEquals(
                "{\"code\": " + status + ", \"message\": \"" + message
                        + "\", \"explain\": \"Bad request syntax or unsupported method\"}\n",
                response.body());
        assertEquals(status, response.statusCode());
        assertEquals(jobs, CLUSTER.submitted().size());
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "application/json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "garbage;;=",
    })
    void aBodyOfAnotherTypeIsA415(String type) throws Exception {
        assertEquals(
                415,
                send("PUT", "/2/redistribute-config", "{}", "Content-Type", type)
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource({"text/html", "garbage;;=", "application/xml;q=0"})
    void whatTheClientAcceptsDoesNotMatter(String accepted) throws Exception {
        HttpResponse<String> response = send("GET", "/version", null, "Accept", accepted);

        assertEquals("2\n", response.body());
        assertEquals(
                "application/json",
                response.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void aBodyOverTheLimitIsA413WhetherItsLengthIsToldOrNot() throws Exception {
        String tooLarge = "\"" + "x".repeat(LIMIT) + "\"";
        assertEquals(
                413,
                send("PUT", "/2/modify", tooLarge, "Content-Type", "application/json")
                        .statusCode());

        HttpRequest chunked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/2/modify"))
                .header("Authorization", GatehouseServer.as("admin"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofString(tooLarge)))
                .build();
        assertEquals(413, CLIENT.send(chunked, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void whoSendsAllOfABodyThatIsTooLongGetsTheAnswer() throws Exception {
        String answer = raw("PUT /2/modify HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("admin")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + 6 * LIMIT + "\r\n\r\n"
                + "x".repeat(6 * LIMIT));

        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @Test
    void whoAsksBeforeSendingGetsA413AtOnce() throws Exception {
        String answer = raw("PUT /2/modify HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("admin")
                + "\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + 6 * LIMIT
                + "\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "//2/nodes",
        "/2/nodes/",
        "/2/",
        "/2/nodes/..",
        "/2/./nodes",
        "/2/nodes/a%2Fb",
        "/2/nodes/a%2Eb",
        "/2/nodes;x=1",
        "/2/nodes/a;x=1",
        "/2/instances/a%20b",
        "/2/jobs/-1",
        "/.break-off",
        "/WEB-INF/web.xml"
    })
    void aPathThatIsNoResourceIsA404(String path) throws Exception {
        String answer = rawGet(path);

        assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
        assertTrue(
                answer.endsWith(
                        "{\"code\": 404, \"message\": \"Not Found\", \"explain\": \"Nothing matches the given URI\"}\n"),
                answer);
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS", "PATCH", "TRACE", "POST", "FOO"})
    void aMethodThatIsNotThereIsA501(String method) throws Exception {
        String answer = raw(method + " /2/nodes?bulk=1 HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + GatehouseServer.as("admin") + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 501 "), answer);
        assertTrue(answer.contains("\"Method " + method + " is unsupported for path /2/nodes?bulk=1\""), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD,/healthz",
        "HEAD,/readyz",
        "HEAD,/metrics",
        "OPTIONS,/healthz",
        "OPTIONS,/readyz",
        "OPTIONS,/metrics"
    })
    void pathsThatGanetiDoesNotHaveAnswerHeadAndOptions(String method, String path) throws Exception {
        String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("boss")
                + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 20"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
        if (method.equals("OPTIONS")) {
            assertTrue(answer.contains("\r\nAllow: "), answer);
        } else {
            assertTrue(answer.contains("\r\nContent-Length: "), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"/healthz", "/readyz"})
    void healthNeedsNoCallerWhateverTheMethod(String path) throws Exception {
        String answer = raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        answer = raw("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        answer = raw("HEAD /version HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("boss")
                + "\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 501 "), answer);
    }

    @Test
    void aMethodInSmallLettersIsTheSameMethod() throws Exception {
        assertTrue(raw("get /version HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("admin")
                        + "\r\nConnection: close\r\n\r\n")
                .endsWith("\r\n\r\n2\n"));
    }

    /** HTTP's HEAD is written in capitals: for the containers anything else is a method whose answers have bodies. */
    @ParameterizedTest
    @CsvSource({"head,/version,501", "Head,/2/nodes,501", "hEAD,/nosuch,404", "head,/healthz,200"})
    void anAnswerToHeadInSmallLettersIsAsLongAsItSays(String method, String path, int status) throws Exception {
        String answer = raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("boss")
                + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        int end = answer.indexOf("\r\n\r\n");
        assertTrue(answer.substring(0, end).contains("\r\nContent-Length: " + (answer.length() - end - 4)), answer);
    }

    @Test
    void aQueryStringWithBrokenEscapesIsTakenAsItStands() throws Exception {
        String answer = rawGet("/2/query/node?fields=na%zzme,%,b%2");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertEquals(
                "query node [na%zzme, %, b%2] null",
                CLUSTER.calls().get(CLUSTER.calls().size() - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSED, 500, why",
        "NOT_UNDERSTOOD, 502, why",
        "BROKEN_ANSWER, 502, why",
        "NOT_MASTER, 502, Can&#x27;t connect to master daemon: why",
        "NO_PERMISSION, 500, Internal error: no permission to connect to the master daemon",
        "TIMEOUT, 504, Gateway Timeout",
        "BUSY, 503, why"
    })
    void aClusterThatFailsIsAnErrorOfItsKind(Reason reason, int status, String message) throws Exception {
        CLUSTER.failWith(
                reason == Reason.REFUSED
                        ? ClusterException.refused("GenericError", List.of("why"))
                        : new ClusterException(reason, "why"));

        for (String path : List.of("/2/info", "/2/nodes", "/2/nodes?bulk=1", "/2/query/node?fields=name")) {
            HttpResponse<String> response = send("GET", path, null);
            assertEquals(status, response.statusCode(), path);
            assertTrue(response.body().contains("\"message\": \"" + message + "\""), response.body());
        }
        HttpResponse<String> ready = send("GET", "/readyz", null);
        assertEquals(503, ready.statusCode());
        assertFalse(ready.body().contains("high load"), ready.body());
        assertEquals(200, send("GET", "/healthz", null).statusCode());
    }

    @Test
    void aListThatFailsBeforeItsFirstBytesIsAnError() throws Exception {
        CLUSTER.rows(Collections.nCopies(5, Collections.nCopies(31, "v")));
        int closed = CLUSTER.closedRows();
        CLUSTER.failRowsAfter(3, new ClusterException(Reason.BROKEN_ANSWER, "gone"));

        HttpResponse<String> response = send("GET", "/2/nodes?bulk=1", null);

        assertEquals(502, response.statusCode());
        assertTrue(response.body().contains("\"message\": \"gone\""), response.body());
        assertEquals(closed + 1, CLUSTER.closedRows());
    }

    @Test
    void aListThatFailsLaterIsSeenToBeCut() {
        CLUSTER.rows(Collections.nCopies(5000, Collections.nCopies(31, "v")));
        CLUSTER.failRowsAfter(4000, new ClusterException(Reason.BROKEN_ANSWER, "gone"));

        assertThrows(IOException.class, () -> send("GET", "/2/nodes?bulk=1", null));
    }

    @Test
    void aRowOfTheWrongWidthIsABrokenAnswer() throws Exception {
        CLUSTER.rows(List.of(List.of("only one")));

        assertEquals(502, send("GET", "/2/nodes?bulk=1", null).statusCode());
        assertEquals(502, send("GET", "/2/nodes/n1", null).statusCode());
    }

    @Test
    void aJobThatFailsFailsTheListOfSystems() throws Exception {
        CLUSTER.change(new JobChange(
                List.of(
                        "error",
                        List.of("error"),
                        List.of(List.of("OpPrereqError", List.of("no nodes", "wrong_state")))),
                List.of()));

        HttpResponse<String> response = send("GET", "/2/os", null);

        assertEquals(500, response.statusCode());
        assertTrue(
                response.body().contains("\"message\": \"(&#x27;no nodes&#x27;, &#x27;wrong_state&#x27;)\""),
                response.body());
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws Exception {
        String request = "GET /version HTTP/1.1\r\nHost: x\r\nAuthorization: " + GatehouseServer.as("admin") + "\r\n";
        String answer = raw(request + "\r\n" + request + "Connection: close\r\n\r\n");

        assertEquals(2, answer.split("HTTP/1.1 200 OK", -1).length - 1, answer);
    }
}
