package org.gatehouse.noderpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.feedback.LogLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream whose clock and whose container are the test's. */
class FeedbackStreamTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FeedbackStreams streams = new FeedbackStreams(timer, clock::get);
    private final CallRegistry registry = new CallRegistry(Instant::now);
    private final NodeCall call = registry.begin("test_delay", "me");
    private final Output out = new Output();
    private final List<String> endings = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        streams.close();
        timer.shutdownNow();
    }

    @Test
    void silenceIsBroken() throws IOException {
        FeedbackStream stream = open(5);
        await().until(() -> out.text().contains("\"start\""));

        pass(4);
        stream.look();
        stream.wake();
        assertFalse(out.text().contains("heartbeat"));
        pass(2);
        await().until(() -> count("heartbeat") == 1);
        pass(4);
        call.told(new LogLine(Instant.now(), "message", "x"));
        await().until(() -> count("\"log\"") == 1);
        pass(2);
        stream.look();
        pass(3);
        await().until(() -> count("heartbeat") == 2);
        call.ended("[true, null]\n".getBytes(ISO_8859_1));

        await().until(() -> endings.equals(List.of("complete")));
        assertTrue(out.text().endsWith("\"result\":[true, null]}\u0003"));
        assertEquals(0, streams.count());
    }

    @Test
    void aReaderWhoTakesNothingForAMinuteIsGivenUp() throws IOException {
        FeedbackStream stream = open(5);
        await().until(() -> out.text().contains("\"start\""));
        out.ready = false;
        call.told(new LogLine(Instant.now(), "message", "x"));
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        pass(59);
        stream.look();
        await().pollDelay(Duration.ofMillis(50)).until(() -> endings.isEmpty());
        pass(2);
        stream.look();

        await().until(() -> endings.equals(List.of("dispatch")));
        assertEquals(0, streams.count());
        call.ended("[true, null]\n".getBytes(ISO_8859_1));
        assertTrue(call.isOver());
    }

    @Test
    void aReaderWhoIsGoneIsForgotten() throws IOException {
        FeedbackStream stream = open(5);
        await().until(() -> out.text().contains("\"start\""));
        out.broken = true;
        call.told(new LogLine(Instant.now(), "message", "x"));

        await().until(() -> endings.equals(List.of("complete")));
        stream.onError(new IOException("once more"));
        call.told(new LogLine(Instant.now(), "message", "y"));
        call.ended("[true, null]\n".getBytes(ISO_8859_1));
        assertEquals(List.of("complete"), endings);
    }

    private FeedbackStream open(int heartbeat) throws IOException {
        FeedbackStream stream = new FeedbackStream(
                streams, call, new FeedbackOptions(Duration.ofSeconds(1), Duration.ofSeconds(heartbeat)));
        call.follow(stream);
        call.started();
        AsyncContext async = proxy(AsyncContext.class);
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (p, method, args) -> async);
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (p, method, args) -> method.getName().equals("getOutputStream") ? out : null);
        stream.send(request, response);
        stream.onWritePossible();
        return stream;
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (p, method, args) -> {
                    endings.add(method.getName());
                    return null;
                }));
    }

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private int count(String word) {
        return out.text().split(word, -1).length - 1;
    }

    /** What a container would do, as far as a stream of feedback can tell. */
    private static final class Output extends ServletOutputStream {
        private final StringBuilder text = new StringBuilder();
        private volatile boolean ready = true;
        private volatile boolean broken;

        synchronized String text() {
            return text.toString();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public synchronized void write(int one) throws IOException {
            if (broken) {
                throw new IOException("gone");
            }
            text.append((char) one);
        }
    }
}
