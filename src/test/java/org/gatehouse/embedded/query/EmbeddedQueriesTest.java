package org.gatehouse.embedded.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.embedded.model.InstanceState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Row queries, tags, and what the cluster says of itself. */
class EmbeddedQueriesTest {
    private final SmallCluster cluster = new SmallCluster();

    private Optional<List<Object>> find(ItemKind kind, String name, String field) {
        return cluster.queries.find(kind, name, List.of(field), false);
    }

    @Test
    void rowsAreInNiceOrderAndNullWhereThereIsNoValue() {
        assertEquals(
                List.of(
                        Arrays.asList("inst1-c", null),
                        Arrays.asList("inst2-c", null),
                        Arrays.asList("inst10-c.gnt.test", null)),
                SmallCluster.rows(cluster.queries.list(ItemKind.INSTANCE, List.of("name", "network_port"), false)));
    }

    @ParameterizedTest
    @CsvSource({
        "NODE,n1,n1.gnt.test",
        "NODE,n1.gnt,n1.gnt.test",
        "NODE,n1-uuid,n1.gnt.test",
        "NODE,N1,",
        "NODE,n1.,",
        "INSTANCE,inst10-c,inst10-c.gnt.test",
        "INSTANCE,inst10,",
        "GROUP,default,default",
        "GROUP,g1-uuid,default",
        "GROUP,def,",
        "NETWORK,net1,net1",
        "NETWORK,net,"
    })
    void itemsAreFoundByNameAndUuid(ItemKind kind, String name, String found) {
        assertEquals(Optional.ofNullable(found).map(List::<Object>of), find(kind, name, "name"));
    }

    @Test
    void theFirstOfSeveralThatANameMayMeanIsFound() {
        cluster.model.change(edit -> {
            edit.put(SmallCluster.instance("a", "web.b10.test", InstanceState.DOWN));
            edit.put(SmallCluster.instance("b", "web.b9.test", InstanceState.DOWN));
        });

        assertEquals(Optional.of(List.of("web.b9.test")), find(ItemKind.INSTANCE, "web", "name"));
    }

    @Test
    void everyNumberIsAJob() {
        assertEquals(Optional.of(List.of("success")), find(ItemKind.JOB, "02", "status"));
        assertEquals(
                Optional.of(Arrays.asList(99L, null)),
                cluster.queries.find(ItemKind.JOB, "99", List.of("id", "status"), false));
    }

    @ParameterizedTest
    @EnumSource(ItemKind.class)
    void unknownFieldsAreRefused(ItemKind kind) {
        ClusterException failure = assertThrows(
                ClusterException.class, () -> cluster.queries.list(kind, List.of("a", "uuid", "b"), false));

        assertTrue(failure.arguments().get(0).toString().startsWith("Unknown output fields selected: a, "));
        assertEquals("wrong_input", failure.arguments().get(1));
    }

    @ParameterizedTest
    @EnumSource(
            value = ItemKind.class,
            names = {"NODE", "INSTANCE", "GROUP", "NETWORK"})
    void nobodyGetsLocksForAQuery(ItemKind kind) {
        ClusterException failure =
                assertThrows(ClusterException.class, () -> cluster.queries.find(kind, "x", List.of("zz"), true));

        assertEquals("OpPrereqError", failure.errorClass());
        assertEquals(List.of("Sync queries are not allowed", "wrong_input"), failure.arguments());
    }

    @Test
    void filterRulesAreFoundByUuid() {
        assertEquals(Optional.of(List.of("PAUSE")), find(ItemKind.FILTER, "f-uuid", "action"));
        assertEquals(Optional.empty(), find(ItemKind.FILTER, "f", "action"));
    }

    @Test
    void tagsAreThoseOfTheObject() {
        assertEquals(List.of(), cluster.queries.tags(TagKind.CLUSTER, ""));
        assertEquals(List.of("x1"), cluster.queries.tags(TagKind.INSTANCE, "inst1-c"));
        assertEquals(List.of("a", "b"), cluster.queries.tags(TagKind.NETWORK, "net-uuid"));
        assertEquals(
                List.of("NodeGroup name def not found", "unknown_entity"),
                assertThrows(ClusterException.class, () -> cluster.queries.tags(TagKind.GROUP, "def"))
                        .arguments());
    }

    @Test
    void theClusterSpeaksOfItselfInItsOrder() {
        Map<String, Object> info = cluster.queries.clusterInfo();

        assertEquals(55, info.size());
        List<String> keys = new ArrayList<>(info.keySet());
        assertEquals(List.of("software_version", "protocol_version"), keys.subList(0, 2));
        assertEquals(List.of("modify_ssh_setup", "ssh_key_type", "ssh_key_bits"), keys.subList(52, 55));
        assertEquals("n1.gnt.test", info.get("master"));
        assertEquals("fake", info.get("default_hypervisor"));
        assertEquals(4, info.get("primary_ip_version"));
        assertEquals(1_795_250_370.5, info.get("ctime"));
    }
}
