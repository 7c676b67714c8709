package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gatehouse.access.Route;
import org.gatehouse.access.RouteTable;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.http.Json;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.testing.RecordingCluster;
import org.gatehouse.transfer.service.InstanceTransfersResource;
import org.gatehouse.transfer.service.TransfersResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each resource asks of the cluster, one row a request; and that no resource is without a row. */
class ResourceRequestsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** What asks the cluster for more than one thing: its own test has it. */
    private static final Set<Class<?>> OTHERWISE_TESTED =
            Set.of(TransfersResource.class, InstanceTransfersResource.class);

    record Row(GanetiVersion version, String method, String path, String body, String call) {
        static Row of(String line) {
            GanetiVersion version = GanetiVersion.BASELINE;
            String rest = line;
            if (line.startsWith("@")) {
                version = GanetiVersion.parse(line.substring(1, line.indexOf(' ')));
                rest = line.substring(line.indexOf(' ') + 1);
            }
            String[] parts = rest.split(" \\|", 3);
            int blank = parts[0].indexOf(' ');
            return new Row(
                    version,
                    parts[0].substring(0, blank),
                    parts[0].substring(blank + 1),
                    parts[1].strip(),
                    parts[2].strip());
        }

        String rawPath() {
            return path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        }
    }

    static Stream<Row> rows() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ResourceRequestsTest.class.getResourceAsStream("/org/gatehouse/rapi/requests.txt"),
                StandardCharsets.UTF_8))) {
            return reader
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theClusterIsAsked(Row row) throws Exception {
        RecordingCluster cluster = new RecordingCluster();
        cluster.version(row.version().toString());
        cluster.change(new JobChange(List.of("success", List.of("success"), List.of(List.of())), List.of()));
        try (GatehouseServer server = new GatehouseServer(cluster, Map.of())) {
            server.awaitVersion(row.version());

            HttpResponse<String> response = send(server, row);

            assertEquals(200, response.statusCode(), response.body());
            assertEquals(row.call(), asked(server));
        }
    }

    private static HttpResponse<String> send(GatehouseServer server, Row row) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + row.path()))
                .header("Authorization", GatehouseServer.as("boss"));
        if (row.body().isEmpty()) {
            request.method(row.method(), BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(row.method(), BodyPublishers.ofString(row.body()));
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String asked(GatehouseServer server) {
        List<List<Opcode>> jobs = server.cluster().submitted();
        if (!jobs.isEmpty()) {
            List<Object> opcodes = jobs.get(0).stream()
                    .<Object>map(opcode -> plain(opcode, true))
                    .toList();
            return new String(Json.bytes(opcodes), StandardCharsets.US_ASCII).strip();
        }
        return String.join("; ", server.cluster().calls()).strip();
    }

    private static Map<String, Object> plain(Opcode opcode, boolean outer) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("OP_ID", opcode.id());
        opcode.parameters().forEach((name, value) -> {
            if (!(outer && name.equals("reason"))) {
                plain.put(
                        name,
                        value instanceof List<?> list
                                ? list.stream()
                                        .map(ResourceRequestsTest::element)
                                        .toList()
                                : value);
            }
        });
        return plain;
    }

    private static Object element(Object element) {
        return element instanceof Opcode opcode ? plain(opcode, false) : element;
    }

    @Test
    void everyRouteHasARow() throws IOException {
        RouteTable table = RouteTable.of(RapiApplication.RESOURCES.stream()
                .filter(resource -> !OTHERWISE_TESTED.contains(resource))
                .toList());
        Set<String> untested = new TreeSet<>();
        for (Route route : table.routes()) {
            untested.add(route.method() + " " + route.template());
        }
        int all = untested.size();
        rows().forEach(row -> table.find(row.rawPath(), row.version())
                .flatMap(routes -> routes.find(row.method()))
                .ifPresent(route -> untested.remove(route.method() + " " + route.template())));

        assertEquals(Set.of(), untested);
        assertTrue(all >= 84 + 3, "RAPI alone has 84, and there were " + all);
    }
}
