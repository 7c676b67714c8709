package org.gatehouse.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterThingsTest {
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

    private Network network() {
        return bench.model.networks().named("lan").orElseThrow();
    }

    @Test
    void tagsAreSetAndDeleted() throws Exception {
        assertNull(bench.run("OP_TAGS_SET", "kind", "node", "name", "node1", "tags", List.of("a", "b")));
        bench.run("OP_TAGS_DEL", "kind", "node", "name", "node1", "tags", List.of("a"));
        assertEquals(Set.of("b"), bench.model.nodes().get("node1-uuid").tags());
        assertEquals(
                List.of("OpPrereqError", "Tag(s) 'x', 'y' not found", "unknown_entity"),
                bench.refusal("OP_TAGS_DEL", "kind", "cluster", "name", null, "tags", List.of("y", "x")));
        assertEquals(
                List.of("TagError", "Tag contains invalid characters"),
                bench.refusal("OP_TAGS_SET", "kind", "cluster", "name", null, "tags", List.of("no blanks")));
    }

    @Test
    void aNetworkGivesAddressesToInstances() throws Exception {
        bench.run(
                "OP_NETWORK_ADD",
                "network_name",
                "lan",
                "network",
                "192.0.2.0/29",
                "gateway",
                "192.0.2.6",
                "tags",
                List.of("t"));
        assertEquals(" - INFO: Reserved IP address of node 'node1.example' (192.0.2.1)", bench.log.get(0));
        bench.run("OP_NETWORK_SET_PARAMS", "network_name", "lan", "remove_reserved_ips", List.of("192.0.2.3"));
        bench.run(
                "OP_NETWORK_CONNECT",
                "network_name",
                "lan",
                "group_name",
                "default",
                "network_mode",
                "bridged",
                "network_link",
                "br0");
        bench.create("web.example", "nics", List.of(Map.of("network", "lan", "ip", "pool")));
        assertEquals("192.0.2.3", bench.instance("web.example").nics().get(0).ip());
        assertEquals("00010000", network().reservations());
        assertEquals(
                "IP address 192.0.2.3 already in use or does not belong to network lan",
                bench.refusal(
                                "OP_INSTANCE_CREATE",
                                "instance_name",
                                "db.example",
                                "mode",
                                "create",
                                "disk_template",
                                "diskless",
                                "disks",
                                List.of(),
                                "nics",
                                List.of(Map.of("network", "lan", "ip", "192.0.2.3")),
                                "os_type",
                                "image+default",
                                "pnode",
                                "node1",
                                "name_check",
                                false,
                                "ip_check",
                                false)
                        .get(1));
        assertEquals(
                "Conflicting IP addresses found;  remove/modify the corresponding network interfaces",
                bench.refusal("OP_NETWORK_DISCONNECT", "network_name", "lan", "group_name", "default")
                        .get(1));
        bench.run("OP_INSTANCE_REMOVE", "instance_name", "web");
        assertEquals("00000000", network().reservations());
        bench.run("OP_NETWORK_DISCONNECT", "network_name", "lan", "group_name", "default");
        bench.run("OP_NETWORK_REMOVE", "network_name", "lan");
        assertEquals(0, bench.model.networks().size());
    }

    @Test
    void groupsComeGoAndChange() throws Exception {
        bench.run("OP_GROUP_ADD", "group_name", "other", "alloc_policy", "last_resort");
        assertEquals(
                List.of(List.of("ndparams", "{'ssh_port': 23}")),
                bench.run("OP_GROUP_SET_PARAMS", "group_name", "other", "ndparams", Map.of("ssh_port", "23")));
        assertEquals(
                List.of(), bench.run("OP_GROUP_SET_PARAMS", "group_name", "other", "ipolicy", Map.of("vcpu-ratio", 3)));
        assertEquals("more", bench.run("OP_GROUP_RENAME", "group_name", "other", "new_name", "more"));
        bench.run("OP_GROUP_ASSIGN_NODES", "group_name", "more", "nodes", List.of("node3"));
        assertTrue(bench.refusal("OP_GROUP_REMOVE", "group_name", "more")
                .get(1)
                .toString()
                .startsWith("Group 'more' not empty"));
        bench.run("OP_GROUP_ASSIGN_NODES", "group_name", "default", "nodes", List.of("node3"));
        bench.run("OP_GROUP_REMOVE", "group_name", "more");
        assertEquals(
                "Group 'default' is the only group, cannot be removed",
                emptied().refusal("OP_GROUP_REMOVE", "group_name", "default").get(1));
    }

    private WorkBench emptied() {
        bench.model.change(edit -> bench.model.nodes().all().forEach(edit::remove));
        return bench;
    }

    @Test
    void nodesHaveRoles() throws Exception {
        assertEquals(
                "The master role can be changed only via master-failover",
                bench.refusal("OP_NODE_SET_PARAMS", "node_name", "node1", "drained", true)
                        .get(1));
        assertEquals(
                List.of(List.of("master_candidate", "False"), List.of("drained", "True")),
                bench.run("OP_NODE_SET_PARAMS", "node_name", "node2", "drained", true));
        assertEquals(
                List.of(List.of("master_candidate", "True"), List.of("drained", "False")),
                bench.run("OP_NODE_SET_PARAMS", "node_name", "node2", "drained", false));
        assertEquals(" - INFO: Auto-promoting node to master candidate", bench.log.get(0));
    }

    @Test
    void evacuatingSubmitsAJobForEachInstance() throws Exception {
        bench.create("web.example");
        Object jobs = bench.run("OP_NODE_EVACUATE", "node_name", "node1", "mode", "primary-only");
        assertEquals(Map.of("jobs", List.of(List.of(true, 4711L))), jobs);
        assertEquals("OP_INSTANCE_MIGRATE", bench.submitted.get(0).id());
        bench.create("db.example", "disk_template", "file", "disks", List.of(Map.of("size", 16)));
        assertEquals(
                "Unable to evacuate instances db.example (Instances of type file cannot be relocated)",
                bench.refusal("OP_NODE_EVACUATE", "node_name", "node1", "mode", "primary-only")
                        .get(1));
        bench.run("OP_NODE_MIGRATE", "node_name", "node1", "target_node", "node2");
        assertEquals(2, bench.submitted.size());
    }

    @Test
    void storageIsListedAndCannotBeRepaired() throws Exception {
        assertEquals(
                List.of(List.of("/srv/ganeti/file-storage", "file", 1_048_576L)),
                bench.run(
                        "OP_NODE_QUERY_STORAGE",
                        "output_fields",
                        List.of("name", "type", "free"),
                        "nodes",
                        List.of("node1")));
        assertEquals(
                List.of(
                        "OpPrereqError",
                        "No disk template of storage type 'lvm-vg' is enabled in this cluster. Enabled disk templates are:"
                                + " file,sharedfile,diskless"),
                bench.refusal("OP_REPAIR_NODE_STORAGE", "node_name", "node1", "storage_type", "lvm-vg", "name", "x"));
    }

    @Test
    void theClusterChanges() throws Exception {
        assertNull(bench.run(
                "OP_CLUSTER_SET_PARAMS",
                "beparams",
                Map.of("vcpus", 2),
                "candidate_pool_size",
                2,
                "hidden_os",
                List.of(List.of("add", "image"))));
        assertEquals(
                2L,
                bench.model.cluster().object("beparams").get("default") instanceof Map<?, ?> be ? be.get("vcpus") : 0);
        assertEquals(List.of(), bench.run("OP_OS_DIAGNOSE", "output_fields", List.of("name")));
        assertEquals(
                "Please specify a volume group when enabling lvm-based disk-templates.",
                bench.refusal("OP_CLUSTER_SET_PARAMS", "enabled_disk_templates", List.of("plain", "file"))
                        .get(1));
        bench.run("OP_CLUSTER_REDIST_CONF");
    }

    @Test
    void delaysTakeTheirTime() throws Exception {
        long start = System.nanoTime();
        bench.run("OP_TEST_DELAY", "duration", 0.2, "repeat", 2);
        assertTrue(System.nanoTime() - start >= 400_000_000L);
        assertEquals(List.of(" - INFO: Test delay iteration 0/1", " - INFO: Test delay iteration 1/1"), bench.log);
    }
}
