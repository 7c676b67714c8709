package org.gatehouse.transfer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.PrivateOsParameters;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.identity.CertificateAuthority;
import org.gatehouse.transfer.identity.DomainSecret;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.identity.TransferKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class InstanceTransfersTest {
    private static final Pace FAST = new Pace(
            Duration.ofMillis(200),
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            Duration.ofMillis(400));
    private static final TransferKey KEY = TransferKey.generate();

    @TempDir
    Path directory;

    private final OneInstance cluster = new OneInstance();
    private final TransferNode node = new TransferNode();
    private InstanceTransfers service;
    private boolean readable = true;

    @BeforeEach
    void start() throws IOException {
        DomainSecret secret = new DomainSecret(directory.resolve("secret"));
        secret.provide();
        service = InstanceTransfers.open(
                directory.resolve("transfers"),
                new Surroundings(
                        new ClusterWork(cluster, cluster, node),
                        new Papers(
                                new CertificateAuthority(directory.resolve("ca"), "cluster", Clock.systemUTC()),
                                secret),
                        FAST,
                        AllowedProxies.parse("http://proxy.example.com:3128")),
                new TestOsParameters());
    }

    @AfterEach
    void stop() {
        service.close();
        node.close();
    }

    /** As after a crash: nothing was said to anybody, and another process begins. */
    private void restart() throws IOException {
        service.close();
        start();
    }

    private static Map<String, Object> wish(Object... more) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("csr", KEY.csr("somebody", List.of()));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return body;
    }

    private Map<String, Object> open(Object... more) throws IOException {
        try {
            return service.export(OneInstance.NAME, ExportRequest.read(wish(more)))
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HttpError error ? error : e;
        }
    }

    private Map<String, Object> ended(Map<String, Object> document) {
        String id = (String) document.get("id");
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        State.of((String) service.document(id).get("state")).ended());
        return service.document(id);
    }

    @Test
    void anExportIsOpenWithSignedUrlsAndACertificateForEachDisk() throws Exception {
        Map<String, Object> document = open();

        assertEquals("open", document.get("state"));
        List<Map<String, Object>> disks = Values.objects(document.get("disks"));
        assertEquals(2, disks.size());
        for (Map<String, Object> disk : disks) {
            String url = (String) disk.get("url");
            assertTrue(url.startsWith("https://transfers.example.com:1812/transfers/r-"), url);
            assertTrue(url.endsWith("/contents"), url);
            String digest = Pem.fingerprint(Pem.certificate((String) disk.get("certificate")));
            String text =
                    disk.get("index") + ":" + url + ":" + disk.get("done_url") + ":" + disk.get("size") + ":" + digest;
            assertTrue(new DomainSecret(directory.resolve("secret"))
                    .verify(text, (String) disk.get("mac"), (String) disk.get("salt")));
        }
        assertTrue(cluster.isActive());
        assertEquals(List.of("OP_INSTANCE_ACTIVATE_DISKS"), cluster.done());
        assertEquals(1, node.count("transfer_certify"));
    }

    @Test
    void anExportIsDoneWhenEveryDiskIsAndLeavesNothingBehind() throws Exception {
        Map<String, Object> document = open();
        node.done(0, true, null);
        node.done(1, true, null);

        assertEquals("done", ended(document).get("state"));
        assertEquals(List.of(), node.open());
        assertFalse(cluster.isActive());
    }

    @Test
    void theDisksOfAnInstanceThatIsMarkedOfflineAreDeactivatedByForce() throws Exception {
        cluster.mark();
        Map<String, Object> document = open();
        node.done(0, true, null);
        node.done(1, true, null);

        Map<String, Object> end = ended(document);

        assertEquals("done", end.get("state"), end.toString());
        assertEquals("", end.get("message"));
        assertFalse(cluster.isActive());
    }

    /** One that is told, or cannot be read. */
    private final class TestOsParameters implements PrivateOsParameters {
        @Override
        public List<String> names(String instance) throws IOException {
            return List.copyOf(values(instance).keySet());
        }

        @Override
        public Map<String, Object> values(String instance) throws IOException {
            if (!readable || !instance.equals(OneInstance.UUID)) {
                throw new IOException("unreadable");
            }
            return Map.of("pw", "hidden");
        }
    }

    @Test
    void namesOfPrivateOsParametersAreTold() {
        assertEquals(
                Map.of("name", OneInstance.NAME, "osparams_private_names", List.of("pw")),
                service.facts(OneInstance.NAME));
    }

    @Test
    void valuesOfPrivateOsParametersAreToldToWhoAsksForThem() {
        assertEquals(Map.of("pw", "hidden"), service.osparamsPrivate(OneInstance.NAME));
        assertEquals(
                404,
                assertThrows(HttpError.class, () -> service.osparamsPrivate("web2"))
                        .status());
    }

    @Test
    void thatPrivateOsParametersCannotBeReadIsSaid() {
        readable = false;
        Map<String, Object> facts = service.facts(OneInstance.NAME);
        assertTrue(facts.containsKey("osparams_private_names"));
        assertNull(facts.get("osparams_private_names"));
        HttpError error = assertThrows(HttpError.class, () -> service.osparamsPrivate(OneInstance.NAME));
        assertEquals(501, error.status());
        assertTrue(error.getMessage().contains(OneInstance.NAME), error.getMessage());
    }

    @Test
    void onlyProxiesThatAreSetMayBeUsed() {
        AllowedProxies allowed = AllowedProxies.parse(" http://proxy.example.com:3128,\n http://[2001:db8::1]:8080/ ");
        assertEquals("http://proxy.example.com:3128", allowed.checked("HTTP://Proxy.Example.com:3128/"));
        assertEquals("http://[2001:db8::1]:8080", allowed.checked("http://[2001:DB8::1]:8080"));
        for (String other : List.of(
                "http://proxy.example.com:22",
                "http://proxy.example.com",
                "https://proxy.example.com:3128",
                "http://127.0.0.1:3128",
                "http://proxy.example.com:3128@127.0.0.1:25",
                "http://me:pw@proxy.example.com:3128",
                "http://proxy.example.com:3128/x",
                "http://proxy.example.com:3128?x",
                "http://proxy.example.com.:3128",
                "proxy.example.com:3128",
                "nonsense here")) {
            HttpError refused = assertThrows(HttpError.class, () -> allowed.checked(other), other);
            assertEquals(400, refused.status());
            assertFalse(refused.getMessage().contains("example.com"), refused.getMessage());
        }
        assertThrows(HttpError.class, () -> AllowedProxies.NONE.checked("http://proxy.example.com:3128"));
        assertThrows(IllegalArgumentException.class, () -> AllowedProxies.parse("http://proxy.example.com"));
    }

    @Test
    void aRunningInstanceIsRefusedUnlessItMayBeShutDown() throws Exception {
        cluster.run(true);

        assertEquals(409, assertThrows(HttpError.class, () -> open()).status());
        assertEquals(List.of(), cluster.done());

        Map<String, Object> document = open("shutdown", true);
        assertFalse(cluster.isRunning());
        node.done(0, true, null);
        node.done(1, true, null);
        ended(document);

        assertTrue(cluster.isRunning());
        assertEquals("OP_INSTANCE_STARTUP", cluster.done().get(cluster.done().size() - 1));
    }

    @Test
    void afterSuccessTheInstanceStaysDownIfItIsToBeStartedOnFailureOnly() throws Exception {
        cluster.run(true);
        Map<String, Object> document = open("shutdown", true, "restart", "on-failure");
        node.done(0, true, null);
        node.done(1, true, null);

        assertEquals("done", ended(document).get("state"));
        assertFalse(cluster.isRunning());
    }

    @Test
    void aReaderThatFailsIsNamedAndTheInstanceStartedAgain() throws Exception {
        cluster.run(true);
        Map<String, Object> document = open("shutdown", true, "restart", "on-failure");
        node.done(0, true, null);
        node.done(1, false, "the disk is full");

        Map<String, Object> end = ended(document);
        assertEquals("failed", end.get("state"));
        assertEquals("disk/1: the disk is full", end.get("message"));
        assertTrue(cluster.isRunning());
    }

    @Test
    void cancellingClosesTheDisksAndIsTheSameTwice() throws Exception {
        String id = (String) open().get("id");

        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "cancelled",
                    service.cancel(id)
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS)
                            .get("state"));
        }
        assertEquals(List.of(), node.open());
        assertFalse(cluster.isActive());
    }

    @Test
    void anInstanceThatIsStartedOrChangedMeanwhileEndsItsExport() throws Exception {
        Map<String, Object> started = open();
        cluster.run(true);
        assertEquals("the instance was started meanwhile", ended(started).get("message"));
        assertTrue(cluster.isRunning());

        cluster.run(false);
        Map<String, Object> changed = open();
        cluster.touch();
        assertEquals("the instance was changed meanwhile", ended(changed).get("message"));
    }

    @Test
    void anExportOutlivesAnAbsentNodeAndACrash() throws Exception {
        Map<String, Object> document = open();
        node.fail("transfer_wait", NodeCallException.Reason.UNREACHABLE);
        Awaitility.await().until(() -> node.count("transfer_wait") > 3);
        restart();
        assertEquals("open", service.document((String) document.get("id")).get("state"));

        node.fail("", NodeCallException.Reason.UNREACHABLE);
        node.done(0, true, null);
        node.done(1, true, null);

        assertEquals("done", ended(document).get("state"));
        assertFalse(cluster.isActive());
    }

    @Test
    void whatAJobDoesOfWhichNobodyHasHeardIsUndone() {
        cluster.run(true);
        cluster.lose("OP_INSTANCE_SHUTDOWN");

        assertThrows(HttpError.class, () -> open("shutdown", true));

        assertEquals(List.of("OP_INSTANCE_SHUTDOWN", "OP_INSTANCE_STARTUP"), cluster.done());
        assertTrue(cluster.isRunning());
    }

    @Test
    void aCrashWhileOpeningIsUndone() throws Exception {
        cluster.run(true);
        cluster.before(opcode -> {
            if (opcode.equals("OP_INSTANCE_ACTIVATE_DISKS")) {
                Thread.currentThread().interrupt();
            }
        });
        assertThrows(HttpError.class, () -> open("shutdown", true));
        assertFalse(cluster.isRunning());
        cluster.before(opcode -> {});
        restart();

        Map<String, Object> end = ended(service.documents().get(0));
        assertEquals("failed", end.get("state"));
        assertTrue(cluster.isRunning());
    }

    @Test
    void whatCannotBeOpenedIsRefused() throws Exception {
        assertEquals(
                404,
                assertThrows(HttpError.class, () -> service.export("nosuch", ExportRequest.read(wish())))
                        .status());
        assertEquals(
                400,
                assertThrows(HttpError.class, () -> open("disks", List.of(7L))).status());
        assertEquals(
                400, assertThrows(HttpError.class, () -> open("nosuch", 1L)).status());
        assertEquals(
                400,
                assertThrows(HttpError.class, () -> open("fingerprint", "00")).status());
        assertEquals(
                400,
                assertThrows(HttpError.class, () -> open("csr", "no csr at all"))
                        .status());
        assertEquals(
                400,
                assertThrows(
                                HttpError.class,
                                () -> open("csr", "X-Ganeti-Signature: 00/00\n\n" + KEY.csr("x", List.of())))
                        .status());
        cluster.offline();
        assertEquals(409, assertThrows(HttpError.class, () -> open()).status());
        assertFalse(cluster.isActive());
    }

    @Test
    void aSecondTransferOfTheInstanceIsRefusedAndTheSameReferenceIsTheSameTransfer() throws Exception {
        Object id = open("reference", "mine").get("id");

        assertEquals(409, assertThrows(HttpError.class, () -> open()).status());
        assertEquals(id, open("reference", "mine").get("id"));
    }

    @Test
    void aFailedStepUndoesTheOnesBefore() throws Exception {
        cluster.run(true);
        cluster.fail("OP_INSTANCE_ACTIVATE_DISKS");

        HttpError error = assertThrows(HttpError.class, () -> open("shutdown", true));

        assertTrue(error.getMessage().contains("it is broken"), error.getMessage());
        assertTrue(cluster.isRunning());
    }

    @Test
    void disksThatCannotBeClosedKeepTheInstanceDown() throws Exception {
        cluster.run(true);
        Map<String, Object> document = open("shutdown", true);
        node.fail("transfer_cleanup", NodeCallException.Reason.UNREACHABLE);
        service.cancel((String) document.get("id"));

        String message = (String) ended(document).get("message");
        assertTrue(message.startsWith("the disks could not be closed"), message);
        assertFalse(cluster.isRunning());
    }

    private Map<String, Object> prepared() throws InterruptedException {
        return service.prepareImport(OneInstance.NAME, ImportPreparation.read(Map.of()));
    }

    private Map<String, Object> sources() throws Exception {
        Map<String, Object> document = open();
        service.cancel((String) document.get("id")).toCompletableFuture().get(5, TimeUnit.SECONDS);
        return document;
    }

    private Map<String, Object> begin(Object id, Map<String, Object> sources) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("sources", sources);
        return service.startImport(OneInstance.NAME, (String) id, ImportRequest.read(body));
    }

    @Test
    void anImportPullsWhatTheDocumentSays() throws Exception {
        Map<String, Object> sources = sources();
        Map<String, Object> prepared = prepared();
        assertEquals("waiting", prepared.get("state"));
        assertTrue(((String) prepared.get("csr")).startsWith("X-Ganeti-Signature: "));
        assertEquals(1L, Values.list(prepared.get("handshake")).get(0));

        assertEquals("running", begin(prepared.get("id"), sources).get("state"));
        Awaitility.await()
                .until(() ->
                        (long) service.document((String) prepared.get("id")).get("bytes") == 1024);
        node.endPulls("");

        assertEquals("done", ended(prepared).get("state"));
        Map<String, Object> pull = node.pulls().get(0);
        assertEquals(prepared.get("id"), pull.get("name"));
        assertEquals(sources.get("ca"), pull.get("ca"));
        assertEquals(
                Values.objects(sources.get("disks")).get(1).get("url"),
                Values.objects(pull.get("disks")).get(1).get("url"));
        assertFalse(cluster.isActive());
    }

    @Test
    void theDisksOfAnInstanceThatIsGoingToBeStartedStayActive() throws Exception {
        assertEquals("done", importThatLeavesActive("").get("outcome"));
        assertTrue(cluster.isActive());
    }

    @Test
    void theDisksOfAnImportThatFailsDoNotStayActive() throws Exception {
        assertEquals("failed", importThatLeavesActive("disk/0: no space").get("outcome"));
        assertFalse(cluster.isActive());
    }

    private Map<String, Object> importThatLeavesActive(String end) throws Exception {
        Map<String, Object> sources = sources();
        Map<String, Object> prepared = prepared();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", prepared.get("id"));
        body.put("sources", sources);
        body.put("leave_active", true);
        service.startImport(OneInstance.NAME, (String) prepared.get("id"), ImportRequest.read(body));
        Awaitility.await().until(() -> !node.pulls().isEmpty());
        node.endPulls(end);
        return ended(prepared);
    }

    @Test
    void sourcesWithAWrongSignatureAreRefusedAndTheImportGoesOnWaiting() throws Exception {
        Map<String, Object> sources = sources();
        Object id = prepared().get("id");
        for (String name : List.of("url", "done_url", "size", "index", "certificate", "mac")) {
            List<Object> disks = new ArrayList<>();
            for (Map<String, Object> disk : Values.objects(sources.get("disks"))) {
                Map<String, Object> changed = new LinkedHashMap<>(disk);
                changed.put(
                        name,
                        switch (name) {
                            case "size" -> 1L;
                            case "index" -> 1 - (long) disk.get("index");
                            case "certificate" -> sources.get("ca");
                            case "mac" -> "00";
                            default -> "https://elsewhere.example.com/x";
                        });
                disks.add(changed);
            }
            Map<String, Object> forged = new LinkedHashMap<>(sources);
            forged.put("disks", disks);
            HttpError error = assertThrows(HttpError.class, () -> begin(id, forged), name);
            assertEquals(400, error.status());
            assertTrue(error.getMessage().contains("same cluster domain secret"), error.getMessage());
        }
        assertEquals("waiting", service.document((String) id).get("state"));
        assertEquals(0, node.count("transfer_pull"));
    }

    @Test
    void disksThatAreTooSmallAreRefused() throws Exception {
        Map<String, Object> sources = sources();
        cluster.disks(64L, 63L);
        Object id = prepared().get("id");

        HttpError error = assertThrows(HttpError.class, () -> begin(id, sources));

        assertEquals(400, error.status());
        assertTrue(error.getMessage().contains("disk/1 does not fit"), error.getMessage());
    }

    @Test
    void aLostPullIsCalledAgainAndSoItIsAfterACrash() throws Exception {
        Map<String, Object> sources = sources();
        Map<String, Object> prepared = prepared();
        begin(prepared.get("id"), sources);
        Awaitility.await().until(() -> node.pulls().size() == 1);
        node.fail("transfer_pull", NodeCallException.Reason.LOST);
        Awaitility.await().until(() -> node.count("transfer_pull") > 2);
        restart();
        node.fail("", NodeCallException.Reason.LOST);
        node.endPulls("");

        assertEquals("done", ended(prepared).get("state"));
        assertFalse(cluster.isActive());
    }

    @Test
    void aPullThatStillRunsForTheProcessBeforeIsWaitedFor() throws Exception {
        Map<String, Object> sources = sources();
        Map<String, Object> prepared = prepared();
        node.endPulls("a pull of the name " + prepared.get("id") + " is under way");
        begin(prepared.get("id"), sources);
        Awaitility.await().until(() -> node.count("transfer_pull") > 2);
        assertEquals("running", service.document((String) prepared.get("id")).get("state"));
        node.endPulls("");

        assertEquals("done", ended(prepared).get("state"));
    }

    @Test
    void aFailedPullSaysWhyAndACancelledOneIsStopped() throws Exception {
        Map<String, Object> sources = sources();
        Map<String, Object> first = prepared();
        begin(first.get("id"), sources);
        service.cancel((String) first.get("id"));
        assertEquals("cancelled", ended(first).get("state"));
        assertTrue(node.calls().contains("transfer_cancel"));

        Map<String, Object> second = prepared();
        node.endPulls("disk/0: the digest is wrong");
        begin(second.get("id"), sources);
        assertEquals("disk/0: the digest is wrong", ended(second).get("message"));
        assertFalse(cluster.isActive());
    }

    @Test
    void aWaitingImportCanBeCancelled() throws Exception {
        Map<String, Object> prepared = prepared();
        service.cancel((String) prepared.get("id"));

        assertEquals("cancelled", ended(prepared).get("state"));
        assertTrue(node.calls().contains("transfer_cleanup"));
    }

    private Map<String, Object> preparedAndActivated() throws InterruptedException {
        return service.prepareImport(OneInstance.NAME, ImportPreparation.read(Map.of("activate", true)));
    }

    @Test
    void disksThatWereActivatedAheadAreNotActivatedAgain() throws Exception {
        Map<String, Object> sources = sources();
        long before = cluster.done().size();
        Map<String, Object> prepared = preparedAndActivated();
        assertTrue(cluster.isActive());
        begin(prepared.get("id"), sources);
        node.endPulls("");

        assertEquals("done", ended(prepared).get("state"));
        assertFalse(cluster.isActive());
        assertEquals(
                List.of("OP_INSTANCE_ACTIVATE_DISKS", "OP_INSTANCE_DEACTIVATE_DISKS"),
                cluster.done().stream().skip(before).toList());
    }

    @Test
    void disksThatWereActivatedAheadForNothingAreDeactivated() throws Exception {
        Map<String, Object> prepared = preparedAndActivated();
        service.cancel((String) prepared.get("id"));

        assertEquals("cancelled", ended(prepared).get("state"));
        assertFalse(cluster.isActive());
    }

    @Test
    void disksThatAreActivatedAfterTheImportWasCancelledAreDeactivated() throws Exception {
        cluster.before(opcode -> {
            if (opcode.equals("OP_INSTANCE_ACTIVATE_DISKS")) {
                service.cancel((String) service.documents().get(0).get("id"))
                        .toCompletableFuture()
                        .join();
            }
        });
        Map<String, Object> prepared = preparedAndActivated();

        assertEquals("cancelled", prepared.get("state"));
        assertTrue(cluster.done().contains("OP_INSTANCE_ACTIVATE_DISKS"));
        assertFalse(cluster.isActive());
    }

    @Test
    void disksThatSomebodyHasDeactivatedAreActivatedAgain() throws Exception {
        Map<String, Object> sources = sources();
        Map<String, Object> prepared = preparedAndActivated();
        cluster.run(false);
        begin(prepared.get("id"), sources);
        Awaitility.await().until(cluster::isActive);
        node.endPulls("");

        assertEquals("done", ended(prepared).get("state"));
    }

    @Test
    void disksThatCannotBeActivatedAheadFailTheImportInTheEnd() throws Exception {
        Map<String, Object> sources = sources();
        cluster.fail("OP_INSTANCE_ACTIVATE_DISKS");
        Map<String, Object> prepared = preparedAndActivated();
        assertEquals("waiting", prepared.get("state"));
        begin(prepared.get("id"), sources);

        Map<String, Object> failed = ended(prepared);
        assertEquals("failed", failed.get("state"));
        assertTrue(((String) failed.get("message")).startsWith("activating the disks failed"), failed.toString());
    }

    @Test
    void anInstanceThatIsRenamedMeanwhileRunsAgain() throws Exception {
        cluster.run(true);
        Map<String, Object> document = open("shutdown", true);
        cluster.rename("web2");

        assertEquals("failed", ended(document).get("state"));
        assertTrue(cluster.isRunning());
        assertEquals(List.of(), node.open());
    }

    @Test
    void disksThatWereOpenedUnheardAreClosed() throws Exception {
        cluster.run(true);
        node.fail("transfer_prepare", NodeCallException.Reason.LOST);

        assertThrows(HttpError.class, () -> open("shutdown", true));

        assertTrue(cluster.isRunning());
        assertEquals(List.of(List.of(OneInstance.UUID)), node.cleaned());
    }

    @Test
    void aKeyForAnImportThatIsNotLetInGoesAgain() throws Exception {
        prepared();

        assertEquals(
                409,
                assertThrows(
                                HttpError.class,
                                () -> service.prepareImport(OneInstance.NAME, ImportPreparation.read(Map.of())))
                        .status());
        assertEquals(1, node.count("transfer_cleanup"));
    }

    @Test
    void aFileThatIsNoTransferIsLeftAlone() throws Exception {
        Files.writeString(directory.resolve("transfers/broken.json"), "{");
        Files.writeString(directory.resolve("transfers/other.json"), "{\"id\": \"other\", \"kind\": \"nosuch\"}");
        Files.writeString(directory.resolve("transfers/left.new"), "{");
        restart();
        assertFalse(Files.exists(directory.resolve("transfers/left.new")));
        assertEquals(List.of(), service.documents());
    }
}
