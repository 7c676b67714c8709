package org.gatehouse.embedded.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
    @TempDir
    private Path directory;

    private Model made(String json) throws IOException {
        Path file = directory.resolve("cluster.json");
        Files.writeString(file, json);
        Model model = Model.open(ModelStore.inMemory(), Clock.systemUTC());
        model.change(edit -> Description.read(file).make().forEach(edit::put));
        return model;
    }

    @Test
    void aBigClusterTakesFewLines() throws IOException {
        Model model = made("""
                {"name": "big.example.com",
                 "groups": [{"name": "red"}, {"name": "blue", "alloc_policy": "last_resort"}],
                 "nodes": [{"name": "r{}.example.com", "count": 150}, {"name": "b{}.example.com", "count": 50, "group": "blue"}],
                 "networks": [{"name": "net", "network": "192.0.2.0/24", "gateway": "192.0.2.1"}],
                 "instances": [{"name": "i{}.example.com", "count": 10000, "disks": [1024, 2048], "running": true}]}
                """);
        assertEquals(200, model.nodes().size());
        assertEquals(10_000, model.instances().size());
        Instance last = model.instances().lookup("i10000").orElseThrow();
        assertEquals(model.nodes().named("b50.example.com").orElseThrow().uuid(), last.primaryNode());
        assertEquals("file", last.diskTemplate());
        assertEquals(
                10_000,
                model.instances().all().stream()
                        .map(instance -> instance.nics().get(0).mac())
                        .distinct()
                        .count());
        assertEquals(
                10,
                model.nodes().all().stream()
                        .filter(node -> node.flags().masterCandidate())
                        .count());
        String kept = model.networks().named("net").orElseThrow().extReservations();
        assertTrue(kept.startsWith("110") && kept.endsWith("01") && kept.length() == 256, kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|expected an object",
                "{\"nodes\": []}|nodes: a cluster needs a node",
                "{\"nodes\": [{\"name\": \"a\"}]}|name: is missing",
                "{\"nodes\": [{\"name\": \"a\"}], \"nods\": 1}|nods: no such thing",
                "{\"nodes\": [{\"name\": \"a\"}, {\"name\": \"b\", \"group\": \"x\"}]}|nodes[1].group: there is no group 'x'",
                "{\"nodes\": [{\"name\": \"a\", \"memory\": \"1G\"}]}|nodes[0].memory: expected a whole number",
                "{\"nodes\": [{\"name\": \"a\", \"count\": 2}]}|nodes[0].name: with a count",
                "{\"nodes\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}|nodes[1].name: 'a' is there already",
                "{\"name\": \"c\", \"nodes\": [{\"name\": \"a\"}], \"networks\": [{\"name\": \"n\", \"network\": \"1.2.3.4/24\"}]}|networks[0].network: expected a network",
                "{\"name\": \"c\", \"nodes\": [{\"name\": \"a\"}], \"settings\": {\"mac_prefix\": 7}}|settings.mac_prefix: expected something like aa:00:00",
                "{\"name\": \"c\", \"nodes\": [{\"name\": \"a\"}], \"settings\": {\"x\": 7}}|settings.x: clusters have no such setting",
                "{\"name\": \"c\", \"nodes\": [{\"name\": \"a\"}], \"instances\": [{\"name\": \"i\", \"disks\": [0]}]}|instances[0].disks: expected a whole number",
                "{\"name\": \"c\", \"nodes\": [{\"name\": \"a\"}], \"instances\": [{\"name\": \"i\", \"node\": \"b\"}]}|instances[0].node: there is no node 'b'",
                "{\"name\": |it is not JSON: line 1, column 9"
            })
    void whatIsWrongIsNamedWithItsPlace(String json, String expected) {
        String message =
                assertThrows(DescriptionException.class, () -> made(json)).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void theUsualClusterIsSmall() {
        assertEquals(List.of(1L, 1L, 3L, 2L), counts());
    }

    private static List<Long> counts() {
        var items = Description.usual().make();
        return List.of("ClusterConfig", "Group", "Node", "OsDefinition").stream()
                .map(type -> items.stream()
                        .filter(item -> item.getClass().getSimpleName().equals(type))
                        .count())
                .toList();
    }
}
