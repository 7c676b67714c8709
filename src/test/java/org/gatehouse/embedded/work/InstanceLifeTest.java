package org.gatehouse.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.model.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLifeTest {
    private static final String UNKNOWN_NAME = "Name or service not known (known here: any name that ends in .example)";
    private static final String NAME = "web.example";

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

    @Test
    void anInstanceIsMadeStartedStoppedAndRemoved() throws Exception {
        Instance made = bench.create(NAME, "osparams", Map.of("size", "1"), "osparams_private", Map.of("pw", "hidden"));
        assertEquals(
                List.of(
                        "* creating instance disks...",
                        "adding instance web.example to cluster config",
                        "adding disks to cluster config"),
                bench.log);
        assertEquals(1, made.stamp().serial());
        assertTrue(
                made.nics().get(0).mac().startsWith("aa:00:00:"),
                made.nics().get(0).mac());
        assertEquals("hidden", made.parameters().osparamsPrivate().get("pw"));
        bench.run("OP_INSTANCE_STARTUP", "instance_name", NAME);
        assertTrue(bench.instance(NAME).state().running());
        assertEquals("up", bench.instance(NAME).state().admin());
        bench.run("OP_INSTANCE_REBOOT", "instance_name", NAME, "reboot_type", "soft");
        bench.run("OP_INSTANCE_SHUTDOWN", "instance_name", NAME);
        assertFalse(bench.instance(NAME).state().running());
        bench.run("OP_INSTANCE_REMOVE", "instance_name", NAME);
        assertEquals(0, bench.model.instances().size());
    }

    @Test
    void aDryRunAnswersWithTheNodeAndMakesNothing() throws Exception {
        Object result = bench.run(
                "OP_INSTANCE_CREATE",
                "instance_name",
                NAME,
                "mode",
                "create",
                "disk_template",
                "diskless",
                "disks",
                List.of(),
                "nics",
                List.of(Map.of("ip", "198.51.100.23")),
                "os_type",
                "image+default",
                "pnode",
                "node2.example",
                "no_install",
                true,
                "name_check",
                false,
                "ip_check",
                false,
                "dry_run",
                true);
        assertEquals(List.of("node2-uuid"), result);
        assertEquals(0, bench.model.instances().size());
        assertEquals(
                List.of(
                        " - INFO: No-installation mode selected, disabling startup",
                        " - INFO: dry-run mode requested, not actually executing the operation"),
                bench.log);
    }

    @Test
    void theAllocatorChoosesAndSaysWhyItCannot() throws Exception {
        bench.create(NAME, "pnode", null, "iallocator", "hail", "beparams", Map.of("memory", 4096));
        assertEquals(
                " - INFO: Selected nodes for instance web.example via iallocator hail: node1.example",
                bench.log.get(0));
        try (WorkBench single = new WorkBench(directory.resolve("single"), 1)) {
            assertEquals(
                    "Can't compute nodes using iallocator 'hail': Request failed: Group default (preferred): No valid"
                            + " allocation solutions, failure reasons: FailN1: 1",
                    single.refusal(
                                    "OP_INSTANCE_MULTI_ALLOC",
                                    "iallocator",
                                    "hail",
                                    "instances",
                                    List.of(WorkBench.map(
                                            "OP_ID", "OP_INSTANCE_CREATE",
                                            "instance_name", NAME,
                                            "mode", "create",
                                            "disk_template", "diskless",
                                            "disks", List.of(),
                                            "nics", List.of(),
                                            "os_type", "image+default")))
                            .get(1));
        }
    }

    @Test
    void whatFailsInGanetiFailsInItsWords() throws Exception {
        bench.create(NAME);
        Object[] again = {
            "instance_name",
            NAME,
            "mode",
            "create",
            "disks",
            List.of(),
            "nics",
            List.of(),
            "os_type",
            "image+default",
            "pnode",
            "node1",
            "name_check",
            false,
            "ip_check",
            false,
            "disk_template",
            "diskless"
        };
        assertEquals(
                List.of("OpPrereqError", "Instance 'web.example' is already in the cluster", "already_exists"),
                bench.refusal("OP_INSTANCE_CREATE", again));
        assertEquals(
                List.of("OpPrereqError", "Instance 'web.example' has no disks", "wrong_input"),
                bench.refusal("OP_INSTANCE_REINSTALL", "instance_name", NAME, "os_type", "image+other"));
        assertEquals(
                List.of("OpPrereqError", "Invalid disk index: 0 (instace has disks 0 to -1", "wrong_input"),
                bench.refusal("OP_INSTANCE_GROW_DISK", "instance_name", NAME, "disk", 0, "amount", 10));
        assertEquals(
                List.of(
                        "OpPrereqError",
                        "The instance has a strange layout, expected one secondary but found 0",
                        "internal_error"),
                bench.refusal("OP_INSTANCE_REPLACE_DISKS", "instance_name", NAME, "mode", "replace_auto"));
        assertEquals(
                "OS Parameters validation failed on node node1.example: OS 'image' does not support variant 'none'",
                bench.refusal(
                                "OP_INSTANCE_SET_PARAMS",
                                "instance_name",
                                NAME,
                                "os_name",
                                "image+none",
                                "osparams",
                                Map.of("size", "2"))
                        .get(1));
        assertEquals(
                List.of("ResolverError", "db.elsewhere", -2, UNKNOWN_NAME),
                bench.refusal("OP_INSTANCE_RENAME", "instance_name", NAME, "new_name", "db.elsewhere"));
    }

    @Test
    void anyNameBelowTheDomainOfTheClusterResolvesToAnAddressOfItsOwn() throws Exception {
        Object[] card = {"name_check", true, "nics", List.of(Map.of("ip", "auto"))};
        String first = bench.create("one.example", card).nics().get(0).ip();
        String second = bench.create("two.three.example", card).nics().get(0).ip();
        assertTrue(first.matches("100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\.\\d+\\.\\d+"), first);
        assertNotEquals(first, second);
        bench.run("OP_INSTANCE_RENAME", "instance_name", "one.example", "new_name", "four", "name_check", true);
        assertEquals("four.example", bench.instance("four.example").name());
        for (String name : List.of("one.example.net", "one.anexample", "elsewhere.test")) {
            assertEquals(
                    List.of("ResolverError", name, -2, UNKNOWN_NAME),
                    bench.refusal("OP_INSTANCE_RENAME", "instance_name", "four.example", "new_name", name));
        }
    }

    @Test
    void anInstanceMigratesOnlyWhileItRuns() throws Exception {
        bench.create(NAME);
        assertEquals(
                "Can't migrate, please use failover: Instance web.example is not running",
                bench.refusal("OP_INSTANCE_MIGRATE", "instance_name", NAME, "target_node", "node2")
                        .get(1));
        bench.run("OP_INSTANCE_STARTUP", "instance_name", NAME);
        bench.run("OP_INSTANCE_MIGRATE", "instance_name", NAME, "target_node", "node2");
        assertEquals("node2-uuid", bench.instance(NAME).primaryNode());
        assertTrue(bench.instance(NAME).state().running());
        assertEquals("* done", bench.log.get(bench.log.size() - 1));
        bench.run("OP_INSTANCE_FAILOVER", "instance_name", NAME);
        assertEquals("hail", bench.amended().get("iallocator"));
        assertFalse("node2-uuid".equals(bench.instance(NAME).primaryNode()));
    }

    @Test
    void parametersAreChangedAndSecretsAreNotShown() throws Exception {
        bench.create(NAME);
        Object result = bench.run(
                "OP_INSTANCE_SET_PARAMS",
                "instance_name",
                NAME,
                "beparams",
                Map.of("maxmem", "1g"),
                "nics",
                List.of(List.of("add", Map.of("ip", "198.51.100.24", "mac", "aa:00:00:00:00:01"))),
                "osparams_private",
                Map.of("pw", "new"));
        assertEquals(
                List.of(
                        List.of(
                                "nic.1",
                                "add:mac=aa:00:00:00:00:01,ip=198.51.100.24,mode=routed,link=100,network=None"),
                        List.of("be/maxmem", "1g"),
                        List.of("os_private/pw", "Private(?, descr='pw')")),
                result);
        assertEquals(1024L, bench.instance(NAME).parameters().beparams().get("maxmem"));
        assertEquals("new", bench.instance(NAME).parameters().osparamsPrivate().get("pw"));
        assertEquals(
                List.of(List.of("admin_state", "offline")),
                bench.run("OP_INSTANCE_SET_PARAMS", "instance_name", NAME, "offline", true));
        assertEquals(
                "Instance 'web.example' is marked to be offline, can't use instance from outside down, up states",
                bench.refusal("OP_INSTANCE_STARTUP", "instance_name", NAME).get(1));
    }

    @Test
    void anInstanceIsExportedAndMadeAgain() throws Exception {
        bench.create(NAME, "disk_template", "file", "disks", List.of(Map.of("size", 16)), "tags", List.of("t"));
        assertEquals(
                List.of(true, List.of(true)),
                bench.run("OP_BACKUP_EXPORT", "instance_name", NAME, "target_node", "node2", "remove_instance", true));
        assertEquals(0, bench.model.instances().size());
        assertEquals(1, bench.model.exports().size());
        Instance again = bench.create(
                NAME,
                "mode",
                "import",
                "disk_template",
                "file",
                "src_node",
                "node2",
                "src_path",
                NAME,
                "nics",
                List.of());
        assertEquals(16, again.disks().get(0).size());
        assertEquals("198.51.100.23", again.nics().get(0).ip());
        assertTrue(again.tags().contains("t"));
        bench.run("OP_BACKUP_REMOVE", "instance_name", NAME);
        assertEquals(0, bench.model.exports().size());
    }

    @Test
    void everythingAboutAnInstance() throws Exception {
        Instance instance = bench.create(NAME);
        Map<?, ?> result = (Map<?, ?>) bench.run("OP_INSTANCE_QUERY_DATA", "instances", List.of("web"), "static", true);
        Map<?, ?> data = (Map<?, ?>) result.get(NAME);
        assertEquals(Map.of(), data.get("hv_actual"));
        assertEquals("down", data.get("config_state"));
        assertEquals(instance.uuid(), data.get("uuid"));
        assertEquals(9, ((List<?>) ((List<?>) data.get("nics")).get(0)).size());
    }
}
