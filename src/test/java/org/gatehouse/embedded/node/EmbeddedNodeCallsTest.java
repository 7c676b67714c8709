package org.gatehouse.embedded.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedNodeCallsTest {
    private static final String NODE = "node1.example";

    @TempDir
    private Path directory;

    private EmbeddedNodes nodes;
    private final List<Feedback> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        nodes = new EmbeddedNodes(directory, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private String call(String method, String arguments) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        byte[] body = arguments.getBytes(StandardCharsets.UTF_8);
        NodeRequest request = new NodeRequest("1", method, "test", new ByteArrayInputStream(body));
        nodes.node(NODE).call(request, new NodeCallListener() {
            @Override
            public void started() {
                told.clear();
            }

            @Override
            public void told(Feedback feedback) {
                told.add(feedback);
            }

            @Override
            public void ended(byte[] bytes) {
                answer.complete(new String(bytes, StandardCharsets.UTF_8));
            }

            @Override
            public void failed(NodeCallException cause) {
                answer.completeExceptionally(cause);
            }
        });
        return answer.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aDiskIsMadeWipedGrownMovedAndRemoved() throws Exception {
        Path file = directory.resolve(NODE + "/srv/disk");
        assertEquals("[true,null]\n", call("blockdev_create", "[\"/srv/disk\",false,20]"));
        assertEquals(20 << 20, Files.size(file));
        assertEquals(
                "[false,\"/srv/disk: can't create: File exists\"]\n",
                call("blockdev_create", "[\"/srv/disk\",false,20]"));
        assertEquals("[true,null]\n", call("blockdev_wipe", "[\"/srv/disk\",false,0,20,\"disk/0\"]"));
        assertEquals(10, told.size());
        assertTrue(told.get(0) instanceof Progress progress && progress.item().equals("disk/0"), told.toString());
        assertEquals(
                "[false,\"Wipe offset and size are bigger than device size\"]\n",
                call("blockdev_wipe", "[\"/srv/disk\",false,10,20,\"disk/0\"]"));
        call("blockdev_grow", "[\"/srv/disk\",false,4]");
        assertEquals(24 << 20, Files.size(file));
        call("blockdev_rename", "[\"/srv/disk\",false,\"/srv/other/disk\",false]");
        assertFalse(Files.exists(file));
        call("blockdev_remove", "[\"/srv/other/disk\",false]");
        assertFalse(Files.exists(directory.resolve(NODE + "/srv/other/disk")));
    }

    @Test
    void noPathLeadsOutOfTheNodesDirectory() throws Exception {
        assertEquals(
                "[false,\"File path '/../../x' is not acceptable\"]\n",
                call("blockdev_create", "[\"/../../x\",false,1]"));
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @Test
    void sharedFilesAreEveryNodes() throws Exception {
        call("blockdev_create", "[\"/srv/disk\",true,1]");
        assertTrue(Files.exists(directory.resolve("@shared/srv/disk")));
    }

    @Test
    void waitingTellsOfTheTime() throws Exception {
        assertEquals("[true,null]\n", call("test_delay", "[0.1]"));
        assertTrue(told.get(0) instanceof Progress progress && progress.unit().equals("seconds"), told.toString());
    }

    @Test
    void whatIsUnknownOrUnreadableIsNotBegun() {
        assertThrows(NodeCallException.class, () -> call("version", "[]"));
        assertThrows(NodeCallException.class, () -> call("test_delay", "{"));
    }
}
