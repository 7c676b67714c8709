package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.JobId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An instance goes from one embedded cluster to another by Ganeti's own opcodes, in the form of version 2. */
@Timeout(120)
class RemoteJobsTest {
    private static final String NAME = "web.example.com";
    private static final long MEBI = 1 << 20;
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    Path directory;

    private TransferCluster source;
    private TransferCluster target;

    @BeforeEach
    void start() throws Exception {
        source = new TransferCluster(directory.resolve("source"), SECRET);
        target = new TransferCluster(directory.resolve("target"), SECRET);
        source.result(source.submit("OP_INSTANCE_CREATE", TransferCluster.instance(NAME, "create", "start", false)));
        source.fill(NAME, 0, 0, 9 * MEBI + 17, 64 * MEBI - 100_000);
        source.fill(NAME, 1, 3 * MEBI);
        source.result(source.submit("OP_INSTANCE_STARTUP", "instance_name", NAME));
    }

    @AfterEach
    void stop() throws Exception {
        source.close();
        target.close();
    }

    private Map<?, ?> prepared() throws Exception {
        return (Map<?, ?>) source.result(source.submit("OP_BACKUP_PREPARE", "instance_name", NAME, "mode", "remote"));
    }

    private Object[] creation(Map<?, ?> hello, List<?> handshake, Object... more) {
        List<Object> all = new ArrayList<>(List.of(
                "start",
                true,
                "source_handshake",
                handshake,
                "source_x509_ca",
                hello.get("x509_ca"),
                "source_instance_name",
                NAME));
        all.addAll(List.of(more));
        return TransferCluster.instance(NAME, "remote-import", all.toArray());
    }

    private Map<?, ?> key(Map<?, ?> hello) throws Exception {
        return (Map<?, ?>) target.result(target.submit(
                "OP_INSTANCE_CREATE", creation(hello, (List<?>) hello.get("handshake"), "dry_run", true)));
    }

    private JobId export(Object destination, Object... more) {
        List<Object> all = new ArrayList<>(
                List.of("instance_name", NAME, "mode", "remote", "target_node", destination, "shutdown", true));
        all.addAll(List.of(more));
        return source.submit("OP_BACKUP_EXPORT", all.toArray());
    }

    private static List<Object> destination(Map<?, ?> key, Object... more) {
        Map<String, Object> object = new HashMap<>(Map.of("version", 2, "csr", key.get("csr")));
        for (int i = 0; i < more.length; i += 2) {
            object.put((String) more[i], more[i + 1]);
        }
        return List.of(object);
    }

    private static List<Object> handshake(Map<?, ?> hello, Map<?, ?> key, Map<?, ?> told) {
        List<Object> handshake = new ArrayList<>((List<?>) hello.get("handshake"));
        handshake.add(Map.of("import", key.get("import"), "transfers", told.get("transfers"), "patience", 5));
        return handshake;
    }

    private void assertSourceAsBefore() throws Exception {
        assertEquals(Optional.of(true), source.instance(NAME, "oper_state"));
        assertEquals(List.of(), source.remains());
    }

    private void assertNothingAtTarget() throws Exception {
        assertEquals(Optional.empty(), target.instance(NAME, "name"));
        assertEquals(List.of(), target.remains());
        assertEquals(
                List.of(),
                TransferCluster.files(directory.resolve("target/cluster/nodes")).stream()
                        .filter(path -> path.toString().contains(NAME))
                        .toList());
    }

    @Test
    void anInstanceGoesOver() throws Exception {
        Map<?, ?> hello = prepared();
        assertEquals(1, ((Number) ((List<?>) hello.get("handshake")).get(0)).intValue());
        Map<?, ?> key = key(hello);
        assertEquals(key.get("import"), key(hello).get("import"), "the same wish is the same import");
        JobId export = export(destination(key), "x509_key_name", hello.get("x509_key_name"));
        Map<?, ?> told = (Map<?, ?>) source.logged(export, "remote-export");
        assertEquals(2, ((List<?>) told.get("transfers")).size());
        assertEquals(Optional.of(false), source.instance(NAME, "oper_state"));

        JobId creation = target.submit("OP_INSTANCE_CREATE", creation(hello, handshake(hello, key, told)));

        assertEquals(List.of("node2.example.com"), target.result(creation));
        assertEquals(List.of(true, List.of(true, true)), source.result(export));
        for (int i = 0; i < 2; i++) {
            assertEquals(-1, Files.mismatch(source.disk(NAME, i), target.disk(NAME, i)));
        }
        assertEquals(Optional.of(true), target.instance(NAME, "oper_state"));
        assertSourceAsBefore();
        assertEquals(List.of(), target.remains());
        String log = String.valueOf(target.job(creation, "oplog"));
        assertTrue(log.contains("disk/1 finished receiving data"), log);
        assertTrue(!log.contains("OS create scripts"), log);
        log = String.valueOf(source.job(export, "oplog"));
        assertTrue(log.contains("disk/1 finished sending data"), log);
    }

    @Test
    void theSourceIsRemovedIfThatIsWanted() throws Exception {
        Map<?, ?> hello = prepared();
        Map<?, ?> key = key(hello);
        JobId export = export(destination(key), "remove_instance", true);
        Map<?, ?> told = (Map<?, ?>) source.logged(export, "remote-export");

        target.result(target.submit("OP_INSTANCE_CREATE", creation(hello, handshake(hello, key, told))));

        source.result(export);
        assertEquals(Optional.empty(), source.instance(NAME, "name"));
        assertEquals(List.of(), source.remains());
    }

    @Test
    void versionOneIsRefusedByBothSides() throws Exception {
        String refused = source.error(export(
                List.of(List.of("192.0.2.1", 4711, "magic", "mac", "salt")),
                "x509_key_name",
                List.of("name", "mac", "salt"),
                "destination_x509_ca",
                "PEM"));
        assertTrue(refused.contains("Only version 2") && refused.contains("wrong_input"), refused);

        refused = target.error(
                target.submit("OP_INSTANCE_CREATE", creation(Map.of("x509_ca", "PEM"), List.of(0, "mac", "salt"))));
        assertTrue(refused.contains("Only version 2") && refused.contains("wrong_input"), refused);
        assertSourceAsBefore();
        assertNothingAtTarget();
    }

    @Test
    void whatIsSignedWronglyIsRefused() throws Exception {
        Map<?, ?> hello = prepared();
        List<Object> handshake = new ArrayList<>((List<?>) hello.get("handshake"));
        handshake.set(2, "0000");
        String refused = target.error(target.submit("OP_INSTANCE_CREATE", creation(hello, handshake, "dry_run", true)));
        assertTrue(refused.contains("cluster domain secret") && refused.contains("wrong_input"), refused);

        Map<?, ?> key = key(hello);
        String plain = String.valueOf(key.get("csr")).replaceFirst("(?s)^.*?-----BEGIN", "-----BEGIN");
        refused = source.error(export(List.of(Map.of("version", 2, "csr", plain))));
        assertTrue(refused.contains("csr") && refused.contains("wrong_input"), refused);
        refused = source.error(export(destination(key), "x509_key_name", List.of("name", "mac", "salt")));
        assertTrue(refused.contains("x509_key_name"), refused);
        refused = source.error(export(destination(key, "nonsense", 1)));
        assertTrue(refused.contains("nonsense"), refused);
        assertSourceAsBefore();
    }

    @Test
    void whenNobodyComesTheInstanceRunsAgain() throws Exception {
        JobId export = export(destination(key(prepared()), "connect_timeout", 1));

        String error = source.error(export);

        assertTrue(error.contains("OpExecError") && error.contains("nobody has come"), error);
        assertSourceAsBefore();
    }

    @Test
    void aCreationThatFailsLeavesNothing() throws Exception {
        Map<?, ?> hello = prepared();
        Map<?, ?> key = key(hello);
        JobId export = export(destination(key));
        Map<?, ?> told = (Map<?, ?>) source.logged(export, "remote-export");
        // Its reader is going to be refused.
        for (Path record : TransferCluster.files(directory.resolve("source/transfers/records"))) {
            Files.delete(record);
        }

        String error = target.error(target.submit("OP_INSTANCE_CREATE", creation(hello, handshake(hello, key, told))));

        assertTrue(error.contains("OpExecError") && error.contains("disk/"), error);
        assertNothingAtTarget();
        assertTrue(source.error(export).contains("OpExecError"), source.error(export));
        assertSourceAsBefore();
    }

    @Test
    void afterTheProcessEndedEverythingIsAsBefore() throws Exception {
        Map<?, ?> hello = prepared();
        Map<?, ?> key = key(hello);
        JobId export = export(destination(key));
        Map<?, ?> told = (Map<?, ?>) source.logged(export, "remote-export");

        source.close();
        source = new TransferCluster(directory.resolve("source"), SECRET);

        assertEquals("error", source.ended(export));
        TransferCluster.await(() -> source.instance(NAME, "oper_state").equals(Optional.of(true)));
        TransferCluster.await(() -> source.state((String) told.get("transfer")).equals("failed"));
        assertEquals(List.of(), source.remains());

        // Nobody is at the old address, so this is at it until there is no patience left, or the process ends.
        List<Object> handshake = handshake(hello, key, told);
        JobId creation = target.submit("OP_INSTANCE_CREATE", creation(hello, handshake));
        TransferCluster.await(() -> target.instance(NAME, "name").isPresent());
        target.close();
        target = new TransferCluster(directory.resolve("target"), SECRET);

        assertEquals("error", target.ended(creation));
        TransferCluster.await(() -> target.instance(NAME, "name").isEmpty());
        TransferCluster.await(() -> target.state((String) key.get("import")).equals("failed"));
        assertNothingAtTarget();
    }
}
