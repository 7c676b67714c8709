package org.gatehouse.feedback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FeedbackQueueTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_795_203_811L, 850_368_999L);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
    private final FeedbackQueue queue = new FeedbackQueue(Duration.ofSeconds(1), clock::get);

    @Test
    void messagesAreNumberedObjectsThatEndWithTheirByte() {
        queue.start("blockdev_wipe", "c-1");
        queue.offer(new Progress(
                TIME,
                "disk/0",
                "",
                "bytes",
                104_857_600,
                OptionalDouble.of(1_073_741_824),
                OptionalDouble.of(0.5),
                OptionalDouble.empty()));
        queue.offer(new LogLine(TIME, "message", "Größe \u0003 \uD83D\uDE00"));
        queue.finish(bytes("[true, [1795203359880623616, 1.10]]\n"));

        List<String> sent = drain();

        assertTrue(
                sent.get(0)
                        .matches(
                                "\\{\"type\":\"start\",\"seq\":0,\"ts\":\\[\\d+,\\d+],\"method\":\"blockdev_wipe\",\"call\":\"c-1\"}"));
        assertEquals(
                "{\"type\":\"progress\",\"seq\":1,\"ts\":[1795203811,850368],\"done\":104857600,\"total\":1073741824,"
                        + "\"unit\":\"bytes\",\"rate\":0.5,\"item\":\"disk/0\"}",
                sent.get(1));
        assertEquals(
                "{\"type\":\"log\",\"seq\":2,\"ts\":[1795203811,850368],\"log_type\":\"message\","
                        + "\"message\":\"Gr\\u00F6\\u00DFe \\u0003 \\uD83D\\uDE00\"}",
                sent.get(2));
        assertTrue(
                sent.get(3)
                        .matches(
                                "\\{\"type\":\"result\",\"seq\":3,\"ts\":\\[\\d+,\\d+],\"result\":\\[true, \\[1795203359880623616, 1\\.10]]}"));
        assertTrue(queue.isFinished());
        assertEquals(List.of(), queue.heartbeat());
    }

    @Test
    void anItemsProgressIsSentOnceAnIntervalAndThenTheLatest() {
        queue.offer(progress("disk/0", 1));
        assertEquals(List.of("disk/0 1"), progressSent());
        queue.offer(progress("disk/0", 2));
        queue.offer(progress("disk/0", 3));
        queue.offer(progress("disk/1", 9));
        assertEquals(List.of("disk/1 9"), progressSent());
        assertEquals(Optional.of(Duration.ofSeconds(1)), queue.untilDue());

        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(Optional.of(Duration.ZERO), queue.untilDue());
        assertEquals(List.of("disk/0 3"), progressSent());
        assertEquals(Optional.empty(), queue.untilDue());
    }

    @Test
    void theResultWaitsForNoInterval() {
        queue.offer(progress("disk/0", 1));
        assertEquals(List.of("disk/0 1"), progressSent());
        queue.offer(progress("disk/0", 2));
        queue.finish(bytes("[true, null]\n"));
        queue.finish(bytes("[false, null]\n"));
        queue.offer(progress("disk/0", 3));

        List<String> sent = drain();
        assertEquals(2, sent.size());
        assertTrue(sent.get(0).contains("\"done\":2"));
        assertTrue(sent.get(1).contains("[true, null]}"));
    }

    @Test
    void aReaderWhoIsSlowIsToldHowMuchHeMissed() {
        queue.start("test_delay", "c");
        queue.offer(progress("a", 1));
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        queue.offer(progress("a", 2));
        List<String> sent = drain();

        assertTrue(sent.get(0).contains("\"start\""));
        assertTrue(sent.get(1).contains("\"type\":\"dropped\",\"seq\":1"));
        assertTrue(sent.get(1).contains("\"count\":1}"));
        assertTrue(sent.get(2).contains("\"done\":2"));
    }

    @Test
    void progressGoesFirstAndTheOldestLogNextButNeverTheStartOrTheResult() {
        queue.start("hooks_runner", "c");
        queue.offer(progress("a", 1));
        for (int i = 0; i < 300; i++) {
            queue.offer(new LogLine(TIME, "message", "line " + i));
        }
        queue.finish(bytes("[true, null]\n"));
        List<String> sent = drain();

        assertEquals(1 + 1 + 256 + 1, sent.size());
        assertTrue(sent.get(1).contains("\"count\":45}"));
        assertTrue(sent.get(2).contains("\"line 44\""));
        assertTrue(sent.get(257).contains("\"line 299\""));
    }

    @Test
    void theBytesAreBoundedToo() {
        for (int i = 0; i < 100; i++) {
            queue.offer(new LogLine(TIME, "message", "x".repeat(60_000)));
        }
        assertEquals(1 + 4, drain().size());
    }

    @Test
    void aLineThatIsTooLongIsCutAndWhatIsLongerStillIsDropped() {
        queue.offer(new LogLine(TIME, "message", "ü".repeat(200_000)));
        queue.offer(progress("i".repeat(70_000), 1));
        List<String> sent = drain();

        assertTrue(sent.get(0).contains("\"count\":1}"));
        assertTrue(sent.get(1).endsWith("\\u00FC ...\"}") && sent.get(1).length() < Message.LONGEST);
        assertEquals(2, sent.size());
    }

    @Test
    void aHeartbeatHasItsNumberLikeAllOthers() {
        queue.start("test_delay", "c");
        assertFalse(drain().isEmpty());
        assertTrue(text(queue.heartbeat()).startsWith("{\"type\":\"heartbeat\",\"seq\":1,\"ts\":["));
        assertEquals(Optional.empty(), queue.untilDue());
        assertFalse(queue.isFinished());
    }

    private List<String> progressSent() {
        return drain().stream()
                .map(message -> FeedbackJson.read(bytes(message)).orElseThrow())
                .map(Progress.class::cast)
                .map(progress -> progress.item() + " " + (int) progress.done())
                .toList();
    }

    private List<String> drain() {
        List<String> messages = new ArrayList<>();
        for (List<ByteBuffer> next = queue.poll(); !next.isEmpty(); next = queue.poll()) {
            String message = text(next);
            assertTrue(message.indexOf('\u0003') == message.length() - 1);
            messages.add(message.substring(0, message.length() - 1));
        }
        return messages;
    }

    private static String text(List<ByteBuffer> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(StandardCharsets.US_ASCII.decode(piece)));
        return text.toString();
    }

    private static Progress progress(String item, double done) {
        return new Progress(
                TIME, item, "", "items", done, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
