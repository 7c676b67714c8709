package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.gatehouse.access.RefusalLog;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.embedded.EmbeddedCluster;
import org.gatehouse.http.Json;
import org.gatehouse.http.Stopping;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.testing.HeardCall;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.TransferKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks go from one instance of the embedded cluster to another, by node calls and over TLS. */
@Timeout(120)
class EmbeddedTransfersTest {
    private static final String SOURCE = "instance1.example.com";
    private static final String TARGET = "instance2.example.com";
    private static final long MEBI = 1 << 20;

    private final Metrics metrics = new Metrics();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    Path directory;

    private TransferService service;
    private ClusterBackend backend;
    private EmbeddedCluster cluster;
    private TlsServer server;
    private CertificateAuthority authority;
    private String url;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        url = "https://localhost:" + port;
        Path transfers = directory.resolve("transfers");
        Properties properties = new Properties();
        properties.setProperty("cluster", "embedded");
        properties.setProperty(
                "embedded.directory", directory.resolve("cluster").toString());
        properties.setProperty("transfer.directory", transfers.toString());
        properties.setProperty("transfer.public-url", url + "/");
        Settings settings = Settings.of(properties, Map.of(), "the test");
        RealBackends backends = new RealBackends(settings);
        service = TransferService.open(
                settings, port, "", metrics, timer, new RefusalLog(timer), new Stopping(), backends::transfers);
        backend = backends.cluster(metrics, Optional.of(service.node()));
        cluster = (EmbeddedCluster) backend.cluster();
        authority = new CertificateAuthority(transfers.resolve("ca"), "cluster.example.com", Clock.systemUTC());

        // Nobody listens yet, so this takes the certificate at once.
        Map<?, ?> identity = (Map<?, ?>) call("transfer_identity");
        assertEquals(url, identity.get("url"));
        assertEquals("", identity.get("issuer"));
        X509Certificate own = authority.issueServer(
                (String) identity.get("csr"),
                "node1.example.com",
                List.of("localhost", "127.0.0.1"),
                Duration.ofDays(6));
        List<X509Certificate> chain = List.of(own, authority.certificate());
        call("transfer_certify", Pem.text(chain));
        Map<?, ?> certified = (Map<?, ?>) call("transfer_identity");
        assertEquals(Pem.fingerprint(authority.certificate()), certified.get("issuer"));
        String key = Files.readString(transfers.resolve("tls/key.pem"));
        server = new TlsServer(port, Pem.privateKey(key), chain, service.service());
        // Now somebody does, and shows it.
        call("transfer_certify", Pem.text(chain));

        for (String instance : List.of(SOURCE, TARGET)) {
            create(instance);
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        service.close();
        backend.close();
        timer.shutdownNow();
        metrics.close();
    }

    private void create(String instance) {
        JobId job = cluster.jobs()
                .submit(List.of(Opcode.named("OP_INSTANCE_CREATE")
                        .withAll(Map.of(
                                "reason",
                                List.of(),
                                "instance_name",
                                instance,
                                "mode",
                                "create",
                                "disk_template",
                                "file",
                                "disks",
                                List.of(Map.of("size", 64), Map.of("size", 16)),
                                "nics",
                                List.of(Map.of()),
                                "os_type",
                                "image+default",
                                "start",
                                false,
                                "ignore_ipolicy",
                                true,
                                "pnode",
                                "node2.example.com"))));
        List<Object> row = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> cluster.queries()
                                .find(ItemKind.JOB, job.digits(), List.of("status", "opresult"), false)
                                .orElseThrow(),
                        found -> List.of("success", "error", "canceled").contains(found.get(0)));
        assertEquals("success", row.get(0), row.toString());
    }

    private HeardCall begin(String method, Object... arguments) throws Exception {
        HeardCall heard = new HeardCall();
        byte[] body = Json.bytes(Arrays.asList(arguments));
        cluster.nodes()
                .node("node2.example.com")
                .call(new NodeRequest("1", method, "test", new ByteArrayInputStream(body)), heard);
        return heard;
    }

    private static List<?> answer(HeardCall heard) {
        return (List<?>) Json.read(heard.answer().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .orElseThrow()
                .value();
    }

    private Object call(String method, Object... arguments) throws Exception {
        List<?> pair = answer(begin(method, arguments));
        assertEquals(true, pair.get(0), method + ": " + pair.get(1));
        return pair.get(1);
    }

    private Path disk(String instance, int index) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("cluster/nodes"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(instance)
                            && file.toString().endsWith("disk" + index))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void fill(int index, long... offsets) throws IOException {
        byte[] bytes = new byte[100_000];
        try (FileChannel disk = FileChannel.open(disk(SOURCE, index), StandardOpenOption.WRITE)) {
            for (long offset : offsets) {
                new Random(offset).nextBytes(bytes);
                disk.write(ByteBuffer.wrap(bytes), offset);
            }
        }
    }

    private List<?> prepare(String mode, Map<Integer, X509Certificate> certificates) throws Exception {
        List<Object> disks = certificates.entrySet().stream()
                .map(entry -> (Object) new HashMap<String, Object>(Map.of(
                        "index",
                        entry.getKey(),
                        "serial",
                        entry.getValue().getSerialNumber().toString(16),
                        "fingerprint",
                        Pem.fingerprint(entry.getValue()))))
                .toList();
        Map<String, Object> order = new HashMap<>(Map.of(
                "instance",
                SOURCE,
                "mode",
                mode,
                "disks",
                disks,
                "codings",
                List.of("identity"),
                "streams",
                16,
                "not_after",
                Instant.now().getEpochSecond() + 600));
        if (mode.equals("remote")) {
            order.put("authority", Pem.text(authority.certificate()));
        }
        return (List<?>) call("transfer_prepare", order);
    }

    private Map<String, Object> order(String name, List<?> prepared, Map<Integer, X509Certificate> certificates) {
        List<Object> disks = prepared.stream()
                .map(element -> (Map<?, ?>) element)
                .map(disk -> (Object) new HashMap<String, Object>(Map.of(
                        "index", disk.get("index"),
                        "url", url + "/transfers/" + disk.get("id") + "/contents",
                        "done_url", url + "/transfers/" + disk.get("id") + "/done",
                        "certificate", Pem.text(certificates.get(((Number) disk.get("index")).intValue())),
                        "size", disk.get("size"))))
                .toList();
        return new HashMap<>(Map.of(
                "name",
                name,
                "instance",
                TARGET,
                "disks",
                disks,
                "patience",
                5,
                "codings",
                List.of("identity"),
                "local",
                false));
    }

    private Map<Integer, X509Certificate> certificates(String name) throws Exception {
        Map<?, ?> request = (Map<?, ?>) call("transfer_key", name, "node2.example.com");
        assertEquals(request.get("csr"), request.get("csr"));
        Map<Integer, X509Certificate> certificates = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            certificates.put(
                    i, authority.issueClient((String) request.get("csr"), "cluster.example.com", Duration.ofHours(1)));
        }
        return certificates;
    }

    private static List<Object> ids(List<?> prepared) {
        return prepared.stream()
                .map(disk -> (Object) ((Map<?, ?>) disk).get("id"))
                .toList();
    }

    @Test
    void aWholeInstanceIsPulled() throws Exception {
        fill(0, 0, 9 * MEBI + 17, 64 * MEBI - 100_000);
        fill(1, 3 * MEBI);
        Map<Integer, X509Certificate> certificates = certificates("move-1");
        List<?> prepared = prepare("remote", certificates);
        HeardCall waiting = begin("transfer_wait", Map.of("ids", ids(prepared), "seconds", 60));
        Map<String, Object> order = order("move-1", prepared, certificates);
        order.put("ca", Pem.text(authority.certificate()));

        HeardCall pulling = begin("transfer_pull", order);
        List<?> pulled = answer(pulling);

        assertEquals(true, pulled.get(0), pulled.toString());
        assertEquals(-1, Files.mismatch(disk(SOURCE, 0), disk(TARGET, 0)));
        assertEquals(-1, Files.mismatch(disk(SOURCE, 1), disk(TARGET, 1)));
        assertTrue(blocks(disk(TARGET, 0)) * 512 < 30 * MEBI, "what is a hole has become one");
        assertTrue(
                pulling.heard().contains("disk/0 " + 64 * MEBI), pulling.heard().toString());
        assertTrue(
                pulling.heard().contains("disk/1 " + 16 * MEBI), pulling.heard().toString());
        for (Object status : (List<?>) answer(waiting).get(1)) {
            assertEquals("done", ((Map<?, ?>) status).get("state"));
            assertEquals(true, ((Map<?, ?>) status).get("success"));
        }
        assertFalse(Files.exists(directory.resolve("transfers/keys/move-1.pem")));
        // Whoever did not hear the answer asks again, and gets it.
        assertEquals(pulled, answer(begin("transfer_pull", order)));

        Map<String, Object> all = Map.of("ids", ids(prepared), "names", List.of("move-1"));
        call("transfer_cleanup", all);
        call("transfer_cleanup", all);
        assertFalse(Files.exists(directory.resolve("transfers/pulls/move-1")));
        List<?> gone = (List<?>) call("transfer_wait", Map.of("ids", ids(prepared), "seconds", 60));
        assertEquals("gone", ((Map<?, ?>) gone.get(0)).get("state"));
    }

    private static long blocks(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(
                new String(stat.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip());
    }

    @Test
    void withinTheClusterTheNodesCertificateWillDo() throws Exception {
        fill(0, MEBI);
        X509Certificate node = Pem.certificate(Files.readString(directory.resolve("transfers/node/server.pem")));
        Map<Integer, X509Certificate> certificates = Map.of(0, node, 1, node);
        List<?> prepared = prepare("local", certificates);
        Map<String, Object> order = order("local-1", prepared, certificates);
        order.put("local", true);
        order.put("ca", Pem.text(authority.certificate()));

        call("transfer_pull", order);

        assertEquals(-1, Files.mismatch(disk(SOURCE, 0), disk(TARGET, 0)));
    }

    @Test
    void anotherDisksCertificateIsRefused() throws Exception {
        Map<Integer, X509Certificate> certificates = certificates("move-2");
        List<?> prepared = prepare("remote", certificates);
        Map<Integer, X509Certificate> swapped = Map.of(0, certificates.get(1), 1, certificates.get(0));
        Map<String, Object> order = order("move-2", prepared, swapped);
        order.put("ca", Pem.text(authority.certificate()));

        List<?> refused = answer(begin("transfer_pull", order));

        assertEquals(false, refused.get(0));
        assertTrue(refused.get(1).toString().startsWith("disk/"), refused.toString());
    }

    @Test
    void aServerOfAnotherAuthorityIsNotBelieved() throws Exception {
        Map<Integer, X509Certificate> certificates = certificates("move-3");
        List<?> prepared = prepare("remote", certificates);
        Map<String, Object> order = order("move-3", prepared, certificates);
        order.put(
                "ca",
                Pem.text(new CertificateAuthority(directory.resolve("other"), "x", Clock.systemUTC()).certificate()));
        order.put("patience", 1);

        assertEquals(false, answer(begin("transfer_pull", order)).get(0));
    }

    @Test
    void aPullCanBeCancelled() throws Exception {
        Map<Integer, X509Certificate> certificates = certificates("move-4");
        List<?> prepared = prepare("remote", certificates);
        Map<String, Object> order = order("move-4", prepared, certificates);
        order.put("ca", Pem.text(authority.certificate()));
        order.put("patience", 600);
        server.close();

        HeardCall pulling = begin("transfer_pull", order);
        Awaitility.await().until(() -> pulling.heard().size() >= 2);
        assertEquals(List.of(false, "a pull of the name move-4 is under way"), answer(begin("transfer_pull", order)));
        call("transfer_cancel", "move-4");
        call("transfer_cleanup", Map.of("names", List.of("move-4")));

        assertEquals(List.of(false, "cancelled"), answer(pulling));
        assertFalse(Files.exists(directory.resolve("transfers/keys/move-4.pem")));
    }

    @Test
    void oneThatIsStoppedWithItsProcessIsLostAndKeepsItsKey() throws Exception {
        fill(0, 0);
        Map<Integer, X509Certificate> certificates = certificates("move-5");
        List<?> prepared = prepare("remote", certificates);
        Map<String, Object> order = order("move-5", prepared, certificates);
        order.put("ca", Pem.text(authority.certificate()));
        order.put("patience", 600);
        server.close();
        HeardCall pulling = begin("transfer_pull", order);
        Awaitility.await().until(() -> pulling.heard().size() >= 2);
        service.node().close();

        assertEquals(
                org.gatehouse.cluster.NodeCallException.Reason.LOST,
                pulling.failure().reason());
        assertTrue(Files.exists(directory.resolve("transfers/keys/move-5.pem")));
        TransferKey.read(Files.readString(directory.resolve("transfers/keys/move-5.pem")));
    }
}
