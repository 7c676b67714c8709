package org.gatehouse.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.embedded.description.DescriptionException;
import org.gatehouse.embedded.store.StoreException;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedClusterTest {
    private static final Opcode CREATE = Opcode.named("OP_INSTANCE_CREATE")
            .withAll(Map.of(
                    "reason", List.of(),
                    "instance_name", "instance1.example.com",
                    "mode", "create",
                    "disk_template", "file",
                    "disks", List.of(Map.of("size", 1024)),
                    "nics", List.of(Map.of()),
                    "os_type", "image+default",
                    "pnode", "node2.example.com"));

    @TempDir
    private Path directory;

    private EmbeddedCluster open() {
        return EmbeddedCluster.open(directory.resolve("cluster"), Optional.empty());
    }

    private static String finish(Cluster cluster, JobId job) {
        List<Object> row = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> cluster.queries()
                                .find(ItemKind.JOB, job.digits(), List.of("status", "opresult"), false)
                                .orElseThrow(),
                        found -> List.of("success", "error", "canceled").contains(found.get(0)));
        return row.get(0).equals("success") ? "success" : row.toString();
    }

    @Test
    void everythingIsThereAfterItIsOpenedAgain() {
        JobId job;
        try (EmbeddedCluster cluster = open()) {
            cluster.probe(Duration.ofSeconds(1));
            job = cluster.jobs().submit(List.of(CREATE));
            assertEquals("success", finish(cluster, job));
            JobId tagging = cluster.jobs()
                    .submit(List.of(Opcode.named("OP_TAGS_SET")
                            .withAll(Map.of(
                                    "reason",
                                    List.of(),
                                    "kind",
                                    "instance",
                                    "name",
                                    "instance1.example.com",
                                    "tags",
                                    List.of("kept")))));
            assertEquals("success", finish(cluster, tagging));
        }
        try (EmbeddedCluster cluster = open()) {
            assertEquals("success", finish(cluster, job));
            assertEquals(List.of("kept"), cluster.queries().tags(TagKind.INSTANCE, "instance1"));
            List<Object> row = cluster.queries()
                    .find(ItemKind.INSTANCE, "instance1", List.of("pnode", "status", "disk.sizes"), false)
                    .orElseThrow();
            assertEquals("[node2.example.com, running, [1024]]", row.toString());
            JobId next = cluster.jobs()
                    .submit(List.of(Opcode.named("OP_TEST_DELAY").withAll(Map.of("reason", List.of(), "duration", 0))));
            assertTrue(Long.parseLong(next.digits()) > Long.parseLong(job.digits()) + 1, next.digits());
        }
    }

    @Test
    void aClusterHasOneOwner() {
        try (EmbeddedCluster cluster = open()) {
            String message = assertThrows(StoreException.class, this::open).getMessage();
            assertTrue(message.contains("in use"), message);
            cluster.probe(Duration.ofSeconds(1));
        }
    }

    @Test
    void aDescriptionIsFollowedOnce() throws IOException {
        Path description = directory.resolve("description");
        Files.writeString(description, "{\"name\": \"c\", \"nodes\": [{\"name\": \"n\", \"cpus\": 0}]}");
        String message = assertThrows(
                        DescriptionException.class,
                        () -> EmbeddedCluster.open(directory.resolve("c"), Optional.of(description)))
                .getMessage();
        assertTrue(message.startsWith("nodes[0].cpus"), message);

        Files.writeString(
                description,
                "{\"name\": \"c.example.com\", \"nodes\": [{\"name\": \"n.example.com\"}],"
                        + " \"instances\": [{\"name\": \"i\", \"disks\": [64]}]}");
        EmbeddedCluster.open(directory.resolve("c"), Optional.of(description)).close();
        Files.writeString(description, "not looked at any more");
        try (EmbeddedCluster cluster = EmbeddedCluster.open(directory.resolve("c"), Optional.of(description))) {
            assertEquals("c.example.com", cluster.queries().clusterInfo().get("name"));
        }
    }
}
