package org.gatehouse.handler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HandlerDisksTest {
    private static final String TRANSFER = "r-1f-id";

    private DisksStandIn handler;
    private HandlerDisks disks;

    @TempDir
    Path place;

    @BeforeEach
    void start() throws IOException {
        handler = new DisksStandIn();
        disks = new HandlerDisks(handler.path(), Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() throws IOException {
        handler.close();
    }

    @Test
    void aSourceIsReadThroughTheDescriptor() throws IOException {
        handler.give("{\"size\": 5, \"ok\": true}\n", file("12345"), null);
        try (OpenDisk disk = disks.open(TRANSFER)) {
            ByteBuffer bytes = ByteBuffer.allocate(3);
            assertEquals(3, disk.data().read(bytes, 2));
            assertEquals("345", new String(bytes.array(), StandardCharsets.US_ASCII));
            assertEquals(5, disk.size());
            assertThrows(NonWritableChannelException.class, () -> disk.data().write(ByteBuffer.allocate(1), 0));
        }
        assertEquals(List.of("{\"open\":\"source\",\"transfer\":\"r-1f-id\"}"), handler.requests());
    }

    @Test
    void aTargetIsWrittenAndReadBackAfterSignsOfLife() throws IOException {
        Path file = file("12345");
        handler.answer(caller -> {
            for (int i = 0; i < 4; i++) {
                pause(Duration.ofMillis(700));
                DisksStandIn.say(caller, "\n");
            }
            handler.give("{\"size\": 5, \"direct\": true, \"ok\": true}\n", file, file);
            handler.answerNow(caller);
        });
        try (OpenDisk disk = disks.open("inst1", 3, true)) {
            disk.data().write(ByteBuffer.wrap("678".getBytes(StandardCharsets.US_ASCII)), 5);
            disk.data().force(false);
            ByteBuffer bytes = ByteBuffer.allocate(8);
            assertEquals(8, disk.medium().read(bytes, 0));
            assertEquals("12345678", new String(bytes.array(), StandardCharsets.US_ASCII));
            assertThrows(NonReadableChannelException.class, () -> disk.data().read(ByteBuffer.allocate(1), 0));
            FileChannel straight = disk.straight().orElseThrow();
            straight.write(ByteBuffer.wrap("9".getBytes(StandardCharsets.US_ASCII)), 8);
            assertThrows(NonReadableChannelException.class, () -> straight.read(ByteBuffer.allocate(1), 0));
        }
        assertEquals(
                List.of("{\"open\":\"target\",\"instance\":\"inst1\",\"disk\":3,\"blank\":true}"), handler.requests());
    }

    @Test
    void aMediumThatIsReadThroughTheCacheIsWrittenThroughIt() throws IOException {
        Path file = file("12345");
        handler.give("{\"size\": 5, \"direct\": false, \"ok\": true}\n", file, file);
        try (OpenDisk disk = disks.open("inst1", 3, false)) {
            assertTrue(disk.straight().isEmpty());
        }
    }

    @Test
    void extentsComeInOrder() throws IOException {
        handler.answer(caller ->
                DisksStandIn.say(caller, "{\"ok\": true, \"size\": 100, \"extents\": [[0, 10], [50, 50]]}\n"));
        assertEquals(List.of(new Extent(0, 10), new Extent(50, 50)), disks.extents(TRANSFER));
        for (String wrong : List.of("[[0, 101]]", "[[10, 5], [0, 5]]", "[[0, 0]]", "[[-1, 5]]", "[5]", "5", "[[1]]")) {
            handler.answer(
                    caller -> DisksStandIn.say(caller, "{\"ok\": true, \"size\": 100, \"extents\": " + wrong + "}\n"));
            assertThrows(IOException.class, () -> disks.extents(TRANSFER), wrong);
        }
    }

    @Test
    void aRefusalIsInTheHandlersWords() {
        handler.answer(
                caller -> DisksStandIn.say(caller, "{\"ok\": false, \"error\": \"there is no such transfer\"}\n"));
        assertEquals("there is no such transfer", trouble());
    }

    @Test
    void whatIsNoAnswerIsSaidSo() {
        handler.answer(caller -> {});
        assertTrue(trouble().contains("hung up"));
        handler.answer(caller -> DisksStandIn.say(caller, "[]\n"));
        assertTrue(trouble().contains("no JSON object"));
        handler.answer(caller -> DisksStandIn.say(caller, "{\"ok\": true, \"size\": 5}\n"));
        assertTrue(trouble().contains("0 descriptors instead of 1"));
        handler.answer(caller -> DisksStandIn.say(caller, "{\"ok\": true}\n"));
        assertTrue(trouble().contains("how large"));
        handler.answer(caller -> pause(Duration.ofSeconds(3)));
        assertTrue(trouble().contains("said nothing about the disk for 2 s"));
        HandlerDisks nowhere = new HandlerDisks(place.resolve("none"), Duration.ofSeconds(1));
        assertTrue(assertThrows(IOException.class, () -> nowhere.open(TRANSFER))
                .getMessage()
                .contains("does gatehouse-handler run"));
    }

    @Test
    void anInterruptedThreadWaitsNoLonger() throws InterruptedException {
        handler.answer(caller -> {
            for (int i = 0; i < 100; i++) {
                DisksStandIn.say(caller, "\n");
                pause(Duration.ofMillis(100));
            }
        });
        Thread thread =
                new Thread(() -> assertThrows(InterruptedIOException.class, () -> disks.open("inst1", 0, true)));
        thread.start();
        pause(Duration.ofMillis(300));
        thread.interrupt();
        thread.join(2000);
        assertTrue(!thread.isAlive());
    }

    @Test
    void noDescriptorIsLeftOpen() throws IOException {
        Path file = file("12345");
        long before = held(file);
        for (int i = 0; i < 20; i++) {
            handler.give("{\"size\": 5, \"ok\": true}\n", file, null);
            disks.open(TRANSFER).close();
            // One more or one fewer than there should be, a refusal with one, half an answer with one.
            handler.give("{\"size\": 5, \"ok\": true}\n", file, file);
            trouble();
            handler.give("{\"ok\": false, \"error\": \"no\"}\n", file, null);
            trouble();
            handler.give("{\"ok\": tr", file, null);
            trouble();
            handler.give("{\"size\": 5, \"ok\": true}\n", file, file);
            disks.open("inst1", 0, false).close();
        }
        handler.close();
        assertEquals(before, held(file));
        handler = new DisksStandIn();
    }

    private String trouble() {
        return assertThrows(IOException.class, () -> disks.open(TRANSFER)).getMessage();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(place.resolve("disk"), content);
    }

    private static long held(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(one -> {
                        try {
                            return Files.readSymbolicLink(one).equals(file);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
