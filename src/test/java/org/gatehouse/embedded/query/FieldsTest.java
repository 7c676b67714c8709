package org.gatehouse.embedded.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
    private final SmallCluster cluster = new SmallCluster();

    /** The numbers are luxid's. */
    @ParameterizedTest
    @CsvSource({"node,46", "instance,292", "group,25", "network,19", "job,16", "lock,4", "export,2", "filter,6"})
    void everyFieldIsDescribedAndCanBeRead(String what, int count) {
        List<?> descriptions = (List<?>) ((Map<?, ?>) cluster.queries.queryFields(what, null)).get("fields");
        List<String> names = descriptions.stream()
                .map(description -> (String) ((Map<?, ?>) description).get("name"))
                .toList();

        assertEquals(count, names.size());
        assertEquals(names.stream().sorted(NiceOrder.NICE).toList(), names);
        List<Object> rows = cluster.ask(what, names, null);
        assertTrue(rows.size() > 0);
        rows.forEach(row -> assertEquals(count, ((List<?>) row).size()));
    }

    @Test
    void aFamilyOfFieldsCountsFromNought() {
        assertEquals(
                Map.of(
                        "fields",
                        List.of(
                                new Description("nic.ip/7", "NicIP/7", "text", "IP address of 8th network interface")
                                        .toJson(),
                                new Description("disk.size/10", "Disk/10", "unit", "Disk size of 11th disk").toJson(),
                                new Description("zz", "zz", "unknown", "Unknown field 'zz'").toJson())),
                cluster.queries.queryFields("instance", List.of("nic.ip/7", "disk.size/10", "zz")));
    }

    @Test
    void anInstanceTellsWhatItIsAndHas() {
        List<String> fields = List.of(
                "status",
                "oper_ram",
                "oper_vcpus",
                "admin_up",
                "beparams",
                "be/memory",
                "custom_beparams",
                "hvparams",
                "nic.ips",
                "nic.ip/1",
                "nic.bridges",
                "nic.modes",
                "nic.networks.names",
                "nic.vlans",
                "disk.sizes",
                "disk.name/0",
                "disk.name/1",
                "disk.name/2",
                "disk_usage",
                "disk_template",
                "pnode",
                "pnode.group",
                "snodes",
                "network_port",
                "tags",
                "zz");

        assertEquals(
                List.of(Arrays.asList(
                        "running",
                        256,
                        1,
                        true,
                        Map.of(
                                "minmem",
                                128,
                                "maxmem",
                                256,
                                "vcpus",
                                1,
                                "auto_balance",
                                true,
                                "always_failover",
                                false,
                                "spindle_use",
                                1),
                        256,
                        Map.of("maxmem", 256),
                        Map.of(),
                        Arrays.asList("198.51.100.2", null),
                        Arrays.asList(3, null),
                        Arrays.asList("xen-br0", null),
                        List.of("bridged", "routed"),
                        Arrays.asList("net1", null),
                        Arrays.asList(null, null),
                        List.of(64L, 32L),
                        "root",
                        Arrays.asList(3, null),
                        Arrays.asList(3, null),
                        96L,
                        "file",
                        "n1.gnt.test",
                        "default",
                        List.of(),
                        Arrays.asList(3, null),
                        List.of("x1"),
                        Arrays.asList(1, null))),
                cluster.ask("instance", fields, List.of("=", "name", "inst1-c")));
    }

    @Test
    void anInstanceOfAnOfflineNodeHasNothingLive() {
        cluster.takeOffline();

        assertEquals(
                List.of(Arrays.asList(
                        "ERROR_nodeoffline", Arrays.asList(2, null), Arrays.asList(4, null), Arrays.asList(4, null))),
                cluster.ask(
                        "instance",
                        List.of("status", "oper_state", "oper_ram", "console"),
                        List.of("=", "name", "inst2-c")));
    }

    @Test
    void whatIsFreeOnANodeFollowsFromItsInstances() {
        List<String> fields = List.of(
                "mtotal",
                "mnode",
                "mfree",
                "dtotal",
                "dfree",
                "pinst_cnt",
                "pinst_list",
                "role",
                "ctotal",
                "csockets",
                "spfree",
                "powered",
                "ndp/cpu_speed");

        assertEquals(
                List.of(
                        Arrays.asList(
                                4096L,
                                512L,
                                3328L,
                                10_000L,
                                9904L,
                                1,
                                List.of("inst1-c"),
                                "M",
                                4,
                                2,
                                Arrays.asList(2, null),
                                Arrays.asList(3, null),
                                1),
                        Arrays.asList(
                                4096L,
                                512L,
                                3584L,
                                10_000L,
                                10_000L,
                                2,
                                List.of("inst2-c", "inst10-c.gnt.test"),
                                "C",
                                4,
                                2,
                                Arrays.asList(2, null),
                                Arrays.asList(3, null),
                                1)),
                cluster.ask("node", fields, null));
    }

    @Test
    void anOfflineNodeTellsNothing() {
        cluster.takeOffline();

        assertEquals(
                List.of(Arrays.asList(Arrays.asList(4, null), Arrays.asList(4, null), true, "n2.gnt.test")),
                cluster.ask("node", List.of("mfree", "bootid", "offline", "name"), List.of("=", "name", "n2")));
        assertEquals(
                List.of(List.of("n1.gnt.test", "old"), List.of("n2.gnt.test", Arrays.asList(4, null))),
                cluster.ask("export", List.of("node", "export"), null));
    }

    @Test
    void groupsAndNetworksKnowWhoIsInThem() {
        assertEquals(
                List.of(List.of(2, List.of("n1.gnt.test", "n2.gnt.test"), 3)),
                cluster.ask("group", List.of("node_cnt", "node_list", "pinst_cnt"), null));
        assertEquals(
                List.of(Arrays.asList(
                        "XXX....X",
                        4L,
                        4L,
                        "198.51.100.0, 198.51.100.1, 198.51.100.7",
                        List.of(List.of("default", "bridged", "br7", "")),
                        List.of("inst1-c"),
                        List.of("a", "b"),
                        Arrays.asList(3, null))),
                cluster.ask(
                        "network",
                        List.of(
                                "map",
                                "free_count",
                                "reserved_count",
                                "external_reservations",
                                "group_list",
                                "inst_list",
                                "tags",
                                "gateway6"),
                        null));
    }

    @Test
    void locksTellWhoHoldsThemAndWhoWaits() {
        assertEquals(
                List.of(List.of("node/n1-uuid", "exclusive", List.of("3"), List.of(List.of("shared", List.of("4"))))),
                cluster.ask("lock", List.of("name", "mode", "owner", "pending"), null));
    }
}
