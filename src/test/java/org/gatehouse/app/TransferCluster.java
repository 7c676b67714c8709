package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
import org.gatehouse.transfer.command.RapiAccess;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.Pem;

/**
 * An embedded cluster of which a node, as a rule {@code node2.example.com}, gives disks out over TLS on a port of its own.
 * Closing is like an orderly stop.
 */
final class TransferCluster {
    private static final String NODE = "node2.example.com";
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    private final Path directory;
    private final Metrics metrics = new Metrics();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TransferService service;
    private final ClusterBackend backend;
    private final TlsServer server;
    private final Settings settings;
    private final List<X509Certificate> chain;
    private final Path key;
    private final String node;
    private RapiService rapi;
    private TlsServer rapiServer;

    /** Opens the one that is in the directory, or a new one with this cluster domain secret. */
    TransferCluster(Path directory, String secret) throws Exception {
        this(directory, secret, NODE, Optional.empty());
    }

    /** The same, made as the description says. */
    TransferCluster(Path directory, String secret, String node, Optional<Path> description) throws Exception {
        this.directory = directory;
        this.node = node;
        int port = freePort();
        Path transfers = directory.resolve("transfers");
        Files.createDirectories(transfers);
        Files.writeString(transfers.resolve("cluster-domain-secret"), secret + "\n");
        Properties properties = new Properties();
        properties.setProperty("cluster", "embedded");
        properties.setProperty(
                "embedded.directory", directory.resolve("cluster").toString());
        properties.setProperty("transfer.directory", transfers.toString());
        properties.setProperty("transfer.public-url", "https://localhost:" + port);
        properties.setProperty("rapi.users", directory.resolve("users").toString());
        Files.writeString(directory.resolve("users"), "admin pw write\nreader pw read\n");
        description.ifPresent(file ->
                properties.setProperty("embedded.cluster", file.toAbsolutePath().toString()));
        settings = Settings.of(properties, Map.of(), "the test");
        RealBackends backends = new RealBackends(settings);
        service = TransferService.open(
                settings, port, "", metrics, timer, new RefusalLog(timer), new Stopping(), backends::transfers);
        backend = backends.cluster(metrics, Optional.of(service.node()));
        CertificateAuthority authority =
                new CertificateAuthority(transfers.resolve("ca"), "cluster.example.com", Clock.systemUTC());
        // Nobody listens yet, so this takes the certificate at once.
        Map<?, ?> identity = (Map<?, ?>) call("transfer_identity", List.of());
        X509Certificate own = authority.issueServer(
                (String) identity.get("csr"), node, List.of("localhost", "127.0.0.1"), Duration.ofDays(6));
        chain = List.of(own, authority.certificate());
        call("transfer_certify", List.of(Pem.text(chain)));
        key = transfers.resolve("tls/key.pem");
        server = new TlsServer(port, Pem.privateKey(Files.readString(key)), chain, service.service());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /**
     * Serves the Remote API, too, to the user {@code admin} with the password {@code pw}; how to get at it. {@code own} is
     * where its certificate, and the client's, are put.
     */
    RapiAccess serveRapi(Path own) throws Exception {
        int port = freePort();
        rapi = RapiService.open(
                settings, local -> local == port, metrics, timer, new RefusalLog(timer), new Stopping(), () -> backend);
        rapiServer = new TlsServer(port, Pem.privateKey(Files.readString(key)), chain, rapi.service());
        Files.createDirectories(own);
        Files.writeString(own.resolve("password"), "pw\n");
        Files.writeString(own.resolve("ca.pem"), Pem.text(chain.get(1)));
        Files.writeString(own.resolve("cert.pem"), Pem.text(chain) + Files.readString(key));
        return new RapiAccess(
                URI.create("https://localhost:" + port + "/"),
                Optional.of("admin"),
                Optional.of(own.resolve("password")),
                Optional.of(own.resolve("cert.pem")),
                Optional.empty(),
                Optional.of(own.resolve("ca.pem")));
    }

    EmbeddedCluster cluster() {
        return (EmbeddedCluster) backend.cluster();
    }

    private Object call(String method, List<Object> arguments) throws Exception {
        HeardCall heard = new HeardCall();
        cluster()
                .nodes()
                .node(node)
                .call(new NodeRequest("1", method, "test", new ByteArrayInputStream(Json.bytes(arguments))), heard);
        List<?> pair = (List<?>) Json.read(heard.answer().getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .value();
        assertEquals(true, pair.get(0), method + ": " + pair.get(1));
        return pair.get(1);
    }

    /** Queues a job of one opcode with these parameters, name and value in turn. */
    JobId submit(String opcode, Object... parameters) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("reason", List.of());
        for (int i = 0; i < parameters.length; i += 2) {
            all.put((String) parameters[i], parameters[i + 1]);
        }
        return cluster().jobs().submit(List.of(Opcode.named(opcode).withAll(all)));
    }

    /** The parameters of a new instance with two disks, and more. */
    static Object[] instance(String name, String mode, Object... more) {
        Object[] usual = {
            "instance_name",
            name,
            "mode",
            mode,
            "disk_template",
            "file",
            "disks",
            List.of(Map.of("size", 64), Map.of("size", 16)),
            "nics",
            List.of(Map.of()),
            "os_type",
            "image+default",
            "name_check",
            false,
            "ip_check",
            false,
            "ignore_ipolicy",
            true,
            "pnode",
            NODE
        };
        return Stream.concat(Stream.of(usual), Stream.of(more)).toArray();
    }

    /** One field of a job. */
    Object job(JobId job, String field) {
        return cluster()
                .queries()
                .find(ItemKind.JOB, job.digits(), List.of(field), false)
                .orElseThrow()
                .get(0);
    }

    /** The status of a job in the end. */
    String ended(JobId job) throws InterruptedException {
        await(() -> List.of("success", "error", "canceled").contains(job(job, "status")));
        return (String) job(job, "status");
    }

    /** The result of a job that succeeds. */
    Object result(JobId job) throws InterruptedException {
        assertEquals("success", ended(job), () -> String.valueOf(job(job, "opresult")));
        return ((List<?>) job(job, "opresult")).get(0);
    }

    /** Class, text and code of the error that a job ends with. */
    String error(JobId job) throws InterruptedException {
        assertEquals("error", ended(job), () -> String.valueOf(job(job, "opresult")));
        return String.valueOf(((List<?>) job(job, "opresult")).get(0));
    }

    /** The first entry of that type in a job's log, as soon as it is there. */
    Object logged(JobId job, String type) throws InterruptedException {
        await(() -> find(job, type).isPresent()
                || List.of("success", "error", "canceled").contains(job(job, "status")));
        return find(job, type).orElseThrow(() -> new AssertionError(job(job, "opresult") + ": " + job(job, "oplog")));
    }

    private Optional<Object> find(JobId job, String type) {
        return ((List<?>) ((List<?>) job(job, "oplog")).get(0))
                .stream()
                        .map(entry -> (List<?>) entry)
                        .filter(entry -> entry.get(2).equals(type))
                        .map(entry -> (Object) entry.get(3))
                        .findFirst();
    }

    /** One field of an instance; empty if there is none. */
    Optional<Object> instance(String name, String field) {
        try {
            return cluster()
                    .queries()
                    .find(ItemKind.INSTANCE, name, List.of(field), false)
                    .map(row -> row.get(0));
        } catch (org.gatehouse.cluster.ClusterException e) {
            return Optional.empty();
        }
    }

    static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofNanos(LIMIT)).until(condition::getAsBoolean);
    }

    Path disk(String instance, int index) throws IOException {
        return files(directory.resolve("cluster/nodes")).stream()
                .filter(file ->
                        file.toString().contains(instance) && file.toString().endsWith("disk" + index))
                .findFirst()
                .orElseThrow();
    }

    /** Random bytes at these offsets of a disk. */
    void fill(String instance, int index, long... offsets) throws IOException {
        byte[] bytes = new byte[100_000];
        try (FileChannel disk = FileChannel.open(disk(instance, index), StandardOpenOption.WRITE)) {
            for (long offset : offsets) {
                new Random(offset).nextBytes(bytes);
                disk.write(ByteBuffer.wrap(bytes), offset);
            }
        }
    }

    /** The state that is in a transfer's file. */
    String state(String transfer) {
        try {
            Object facts = Json.read(Files.readAllBytes(directory.resolve("transfers/transfers/" + transfer + ".json")))
                    .orElseThrow()
                    .value();
            return (String) ((Map<?, ?>) facts).get("state");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** What transfers have left: records, keys and journals. */
    List<Path> remains() throws IOException {
        Path transfers = directory.resolve("transfers");
        return Stream.of("records", "keys", "pulls", "state")
                .flatMap(name -> {
                    try {
                        return files(transfers.resolve(name)).stream();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
    }

    /** Ends what is in this process without a word to anybody, as well as that can be had in one. */
    void close() throws Exception {
        server.close();
        service.close();
        if (rapi == null) {
            backend.close();
        } else {
            rapiServer.close();
            rapi.close();
        }
        timer.shutdownNow();
        metrics.close();
    }
}
