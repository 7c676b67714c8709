package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.gatehouse.access.RefusalLog;
import org.gatehouse.http.Stopping;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.TransferKey;
import org.gatehouse.transfer.node.FileDisks;
import org.gatehouse.transfer.node.NodePem;
import org.gatehouse.transfer.pull.PullTls;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the transfer listener answers, over TLS. The disk has 100,000 bytes. */
@Timeout(60)
class TransferResourceTest {
    private static final int SIZE = 100_000;
    private static final String NODE = "node1.example.com";

    private final Metrics metrics = new Metrics();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<TransferId, TransferRecord> records = new ConcurrentHashMap<>();
    private final byte[] disk = new byte[SIZE];

    @TempDir
    private Path directory;

    private CertificateAuthority authority;
    private TransferService service;
    private TlsServer server;
    private X509Certificate own;
    private HttpClient client;
    private HttpClient stranger;
    private String base;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(disk);
        Files.write(directory.resolve("disk"), disk);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        base = "https://localhost:" + port + "/transfers/";
        Properties properties = new Properties();
        properties.setProperty(
                "transfer.directory", directory.resolve("transfers").toString());
        TransferRecords known = id -> Optional.ofNullable(records.get(id));
        service = TransferService.open(
                Settings.of(properties, Map.of(), "the test"),
                port,
                "",
                metrics,
                timer,
                new RefusalLog(timer),
                new Stopping(),
                () -> new TransferBackend(
                        known,
                        new FileDisks(known),
                        (instance, index, blank) -> {
                            throw new IOException("nothing is filled here");
                        },
                        new NodePem(directory.resolve("server.pem")),
                        Optional.empty()));
        authority = new CertificateAuthority(directory.resolve("ca"), "cluster.example.com", Clock.systemUTC());
        TransferKey key = TransferKey.generate();
        List<String> names = List.of("localhost");
        X509Certificate leaf = authority.issueServer(key.csr(NODE, names), NODE, names, Duration.ofDays(1));
        server = new TlsServer(port, key.privateKey(), List.of(leaf, authority.certificate()), service.service());
        TransferKey clientKey = TransferKey.generate();
        own = issue(clientKey);
        client = client(clientKey, own);
        stranger = client(clientKey, issue(clientKey));
    }

    @AfterEach
    void stop() {
        server.close();
        service.close();
        timer.shutdownNow();
        metrics.close();
    }

    private X509Certificate issue(TransferKey key) throws IOException {
        return authority.issueClient(key.csr(NODE, List.of()), "cluster.example.com", Duration.ofDays(1));
    }

    private HttpClient client(TransferKey key, X509Certificate certificate) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(PullTls.context(key.privateKey(), List.of(certificate), authority.certificate()))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bytes=0-         | 206 | bytes 0-99999/100000     | 100000",
                "bytes=500-       | 206 | bytes 500-99999/100000   | 99500",
                "bytes=500-999    | 206 | bytes 500-999/100000     | 500",
                "bytes=-500       | 206 | bytes 99500-99999/100000 | 500",
                "bytes=500-999999 | 206 | bytes 500-99999/100000   | 99500",
                "bytes=100000-    | 416 | bytes */100000           | -",
                "bytes=-0         | 416 | bytes */100000           | -",
                "bytes=9-3        | 200 | -                        | 100000",
                "bytes=1-2,5-9    | 200 | -                        | 100000",
                "lines=1-2        | 200 | -                        | 100000",
                "nonsense         | 200 | -                        | 100000",
            })
    void ranges(String range, int status, String contentRange, Integer length) throws Exception {
        String path = give(16) + "/contents";
        HttpResponse<byte[]> answer = get(path, "Range", range);

        assertEquals(status, answer.statusCode());
        assertEquals(Optional.ofNullable(contentRange), answer.headers().firstValue("content-range"));
        if (length != null) {
            assertEquals(length, answer.body().length);
            if (contentRange != null) {
                int first = Integer.parseInt(contentRange.substring(6, contentRange.indexOf('-')));
                assertArrayEquals(Arrays.copyOfRange(disk, first, first + length), answer.body());
            }
            HttpResponse<byte[]> head = send(client, "HEAD", path, "Range", range);
            assertEquals(status, head.statusCode());
            assertEquals(
                    length.toString(),
                    head.headers().firstValue("content-length").orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identity               | 200 | identity",
                "gzip                   | 200 | gzip",
                "zstd                   | 200 | zstd",
                "gzip, identity;q=0.5   | 200 | gzip",
                "gzip;q=0.5, identity   | 200 | identity",
                "*                      | 200 | identity",
                "br, gzip               | 200 | gzip",
                "gzip;q=0               | 200 | identity",
                "br                     | 406 | identity",
                "identity;q=0           | 406 | identity",
                "*;q=0                  | 406 | identity",
            })
    void codings(String accepted, int status, String coding) throws Exception {
        HttpResponse<byte[]> answer = get(give(16) + "/contents", "Accept-Encoding", accepted);
        boolean plain = coding.equals("identity");

        assertEquals(status, answer.statusCode());
        assertEquals(
                plain ? Optional.empty() : Optional.of(coding), answer.headers().firstValue("content-encoding"));
        if (!plain) {
            assertEquals("none", answer.headers().firstValue("accept-ranges").orElseThrow());
        }
    }

    @Test
    void aRangeIsOneOfTheDiskAsItIs() throws Exception {
        String path = give(16) + "/contents";
        for (String row : """
                gzip, deflate           | bytes=5-9     | 206 | identity
                gzip, deflate, br, zstd | bytes=5-      | 206 | identity
                zstd                    | bytes=-5      | 206 | identity
                br                      | bytes=5-9     | 206 | identity
                gzip, identity;q=0.1    | bytes=5-9     | 206 | identity
                gzip                    | bytes=1-2,5-9 | 200 | identity
                gzip                    | bytes=100000- | 416 | identity
                gzip, identity;q=0      | bytes=5-9     | 200 | gzip
                gzip, *;q=0             | bytes=5-9     | 200 | gzip
                gzip, *;q=0             | bytes=100000- | 200 | gzip
                identity;q=0            | bytes=5-9     | 406 | identity
                """.strip().split("\n", -1)) {
            String[] cell = row.strip().split(" *\\| *", -1);
            HttpResponse<byte[]> answer = get(path, "Accept-Encoding", cell[0], "Range", cell[1]);

            assertEquals(Integer.parseInt(cell[2]), answer.statusCode(), row);
            assertEquals(
                    cell[3], answer.headers().firstValue("content-encoding").orElse("identity"), row);
        }
    }

    /** If-Match, If-None-Match, status; T stands for the tag of the disk, G for that of its gzip coding. */
    @Test
    void preconditions() throws Exception {
        String path = give(16) + "/contents";
        String tag = tag(path, "identity");
        String gzip = tag(path, "gzip");
        for (String row : """
                T         | -        | 206
                *         | -        | 206
                "x", T    | -        | 206
                "a,b",T   | -        | 206
                "x"       | -        | 412
                W/T       | -        | 412
                G         | -        | 412
                nonsense  | -        | 412
                -         | T        | 304
                -         | W/T      | 304
                -         | *        | 304
                -         | "x" , T  | 304
                -         | "x"      | 206
                -         | G        | 206
                -         | nonsense | 206
                T         | T        | 304
                "x"       | T        | 412
                *         | "x"      | 206
                """.strip().split("\n", -1)) {
            String[] cell = row.replace("T", tag).replace("G", gzip).strip().split(" *\\| *", -1);
            List<String> headers = new ArrayList<>(List.of("Range", "bytes=5-9"));
            if (!cell[0].equals("-")) {
                headers.addAll(List.of("If-Match", cell[0]));
            }
            if (!cell[1].equals("-")) {
                headers.addAll(List.of("If-None-Match", cell[1]));
            }
            int status = Integer.parseInt(cell[2]);
            for (String method : List.of("GET", "HEAD")) {
                HttpResponse<byte[]> answer = send(client, method, path, headers.toArray(String[]::new));
                assertEquals(status, answer.statusCode(), method + " " + row);
                assertEquals(tag, answer.headers().firstValue("etag").orElseThrow());
                assertEquals(status == 304 || method.equals("HEAD"), answer.body().length == 0, row);
            }
            headers.set(1, "bytes=100000-");
            assertEquals(
                    status == 206 ? 416 : status,
                    get(path, headers.toArray(String[]::new)).statusCode(),
                    "the conditions come before the range: " + row);
        }
    }

    private String tag(String path, String coding) throws Exception {
        return send(client, "HEAD", path, "Accept-Encoding", coding)
                .headers()
                .firstValue("etag")
                .orElseThrow();
    }

    @Test
    void eachCodingHasItsOwnTag() throws Exception {
        String path = give(0) + "/contents";
        for (String coding : List.of("identity", "gzip", "zstd")) {
            String tag = tag(path, coding);
            for (String other : List.of("identity", "gzip", "zstd")) {
                // Nothing is read for a client that has it, so no place of the transfer is needed.
                assertEquals(
                        coding.equals(other) ? 304 : 409,
                        get(path, "Accept-Encoding", other, "If-None-Match", tag)
                                .statusCode());
            }
        }
        String blocks = give(16) + "/blocks";
        String tag = tag(blocks, "identity");
        assertEquals(304, get(blocks, "If-None-Match", tag).statusCode());
        assertEquals(412, get(blocks, "If-Match", "\"x\"").statusCode());
        assertEquals(200, get(blocks, "If-Match", tag).statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/octet-stream       | 200",
                "application/*;q=0.1            | 200",
                "text/html, */*                 | 200",
                "text/html                      | 406",
                "application/octet-stream;q=0   | 406",
            })
    void mediaTypes(String accepted, int status) throws Exception {
        assertEquals(status, get(give(16) + "/contents", "Accept", accepted).statusCode());
    }

    @Test
    void aRangeOfAnotherEntityIsTheWhole() throws Exception {
        String path = give(16) + "/contents";
        String tag = send(client, "HEAD", path).headers().firstValue("etag").orElseThrow();

        assertEquals(206, get(path, "Range", "bytes=5-9", "If-Range", tag).statusCode());
        assertEquals(
                200, get(path, "Range", "bytes=5-9", "If-Range", "\"other\"").statusCode());
        assertEquals(
                200, get(path, "Range", "bytes=5-9", "If-Range", "W/" + tag).statusCode());
        assertEquals(
                200,
                get(path, "Range", "bytes=5-9", "If-Range", "Wed, 21 Oct 2015 07:28:00 GMT")
                        .statusCode());
        assertEquals(
                206,
                get(path, "Range", "bytes=5-9", "If-Range", tag, "Accept-Encoding", "gzip, deflate")
                        .statusCode());
    }

    @Test
    void nothingIsKeptInCachesAndTheSizeIsAlwaysSaid() throws Exception {
        HttpResponse<byte[]> answer = get(give(16) + "/contents", "Accept-Encoding", "gzip");

        assertEquals(
                "no-store, no-cache, no-transform",
                answer.headers().firstValue("cache-control").orElseThrow());
        assertEquals("no-cache", answer.headers().firstValue("pragma").orElseThrow());
        assertEquals("100000", answer.headers().firstValue("x-ganeti-size").orElseThrow());
    }

    @Test
    void whoeverIsNotMeantIsRefusedWithAReason() throws Exception {
        HttpResponse<byte[]> answer = send(stranger, "GET", give(16) + "/contents");

        assertEquals(403, answer.statusCode());
        assertTrue(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8)
                .contains("the certificate is not this transfer's"));
        assertEquals(403, send(stranger, "POST", give(16) + "/done").statusCode());
        assertEquals(403, send(stranger, "GET", give(16) + "/blocks").statusCode());
        assertEquals(
                403, get(give(16, Instant.now().minusSeconds(1)) + "/contents").statusCode());
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertEquals(404, get("nonsense/contents").statusCode());
        assertEquals(404, get(id(7) + "/contents").statusCode());
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        HttpResponse<byte[]> answer = send(client, "PUT", give(16) + "/contents");

        assertEquals(405, answer.statusCode());
        assertEquals("GET, HEAD", answer.headers().firstValue("allow").orElseThrow());
        answer = get(give(16) + "/done");
        assertEquals(405, answer.statusCode());
        assertEquals("POST", answer.headers().firstValue("allow").orElseThrow());
    }

    @Test
    void withoutPlacesThereIsAConflict() throws Exception {
        assertEquals(409, get(give(0) + "/contents").statusCode());
    }

    @Test
    void whatIsDoneIsGone() throws Exception {
        String path = give(16);

        assertEquals(204, send(client, "POST", path + "/done").statusCode());
        assertEquals(204, send(client, "POST", path + "/done").statusCode());
        assertEquals(410, get(path + "/contents").statusCode());
        assertEquals(410, get(path + "/blocks").statusCode());
    }

    @Test
    void aDiskThatIsShorterThanItsRecordIsNotGivenOut() throws Exception {
        String path = give(16) + "/contents";
        Files.write(directory.resolve("disk"), new byte[7]);

        assertEquals(500, get(path).statusCode());
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send(client, "GET", path, headers);
    }

    private HttpResponse<byte[]> send(HttpClient who, String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return who.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private String give(int streams) throws IOException {
        return give(streams, Instant.now().plusSeconds(600));
    }

    /** Gives the disk out under a new id. */
    private String give(int streams, Instant end) throws IOException {
        TransferId id = id(records.size());
        records.put(
                id,
                new TransferRecord(
                        id,
                        false,
                        own.getSerialNumber().toString(16),
                        Optional.of(Pem.fingerprint(own)),
                        Optional.of(Pem.text(authority.certificate())),
                        directory.resolve("disk").toString(),
                        SIZE,
                        List.of("identity", "gzip", "zstd"),
                        streams,
                        end,
                        Instant.now(),
                        "node",
                        "instance",
                        0));
        return id.text();
    }

    private static TransferId id(int number) {
        return new TransferId(
                "r-1-" + "0".repeat(32) + "-00000000-0000-0000-0000-000000000000-0-" + String.format("%016x", number));
    }
}
