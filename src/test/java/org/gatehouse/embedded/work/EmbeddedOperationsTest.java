package org.gatehouse.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.embedded.queue.LockRequest;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.opcode.OpcodeDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedOperationsTest {
    @TempDir
    private Path directory;

    private WorkBench bench;

    @BeforeEach
    void open() {
        bench = new WorkBench(directory, 3);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    static Stream<OpcodeDefinition> submittedByTheRemoteApi() {
        return Stream.concat(
                        Catalogue.load().opcodes(GanetiVersion.BASELINE).stream(),
                        Catalogue.load().opcodes(GanetiVersion.parse("3.1")).stream())
                .filter(OpcodeDefinition::rapi);
    }

    @ParameterizedTest
    @MethodSource("submittedByTheRemoteApi")
    void everyOpcodeOfTheRemoteApiHasAnOperation(OpcodeDefinition definition) {
        assertTrue(bench.operations.knows(definition.id()), definition.id());
    }

    @Test
    void whatIsNotSupportedFailsClearly() throws Exception {
        assertEquals(
                List.of(
                        "OpPrereqError",
                        "The embedded cluster does not support the operation OP_CLUSTER_DESTROY",
                        "environment_error"),
                bench.refusal("OP_CLUSTER_DESTROY"));
        assertEquals(
                List.of("OpPrereqError", "Missing source handshake", "wrong_input"),
                bench.refusal(
                        "OP_INSTANCE_CREATE",
                        "instance_name",
                        "web.example",
                        "mode",
                        "remote-import",
                        "disks",
                        List.of(),
                        "disk_template",
                        "diskless",
                        "nics",
                        List.of(),
                        "name_check",
                        false,
                        "ip_check",
                        false));
        assertEquals(
                "Instance 'web' not known",
                bench.refusal("OP_INSTANCE_STARTUP", "instance_name", "web").get(1));
    }

    @Test
    void instancesAreLockedAloneAndTheirNodesShared() throws Exception {
        bench.create("web.example");
        var locks = bench.operations.locks(Opcode.named("OP_INSTANCE_STARTUP").with("instance_name", "web"));
        assertTrue(locks.contains(LockRequest.exclusive("instance/web.example")));
        assertTrue(locks.contains(LockRequest.shared("node/node1-uuid")));
        assertTrue(locks.contains(LockRequest.shared("cluster")));
        assertFalse(locks.stream().anyMatch(lock -> lock.name().contains("node2")));
    }

    @Test
    void theJobShowsWhatTheOpcodeBecame() throws Exception {
        bench.create("web.example");
        bench.run("OP_INSTANCE_SHUTDOWN", "instance_name", "web");
        assertEquals("web.example", bench.amended().get("instance_name"));
        assertEquals(bench.instance("web.example").uuid(), bench.amended().get("instance_uuid"));
        assertEquals("admin", bench.amended().get("admin_state_source"));
    }
}
