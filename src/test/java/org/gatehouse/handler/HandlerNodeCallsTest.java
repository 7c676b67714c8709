package org.gatehouse.handler;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.testing.HandlerStandIn;
import org.gatehouse.testing.HeardCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandlerNodeCallsTest {
    private static final Duration CONNECT_LIMIT = Duration.ofMillis(300);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int LARGEST_ANSWER = 8 << 20;

    private final HandlerStandIn handler = HandlerStandIn.listening();
    private final HandlerNodeCalls calls = calls(SILENCE, 100);
    private final HeardCall heard = new HeardCall();

    @AfterEach
    void stop() {
        calls.close();
        handler.close();
    }

    @Test
    void aCallIsStartedToldAndEnded() throws NodeCallException {
        handler.on("blockdev_wipe", call -> {
            call.alive().accept().progress("disk/0", 1, 2).log("half").frame('Z', "?");
            call.tell("rubbish").alive().progress("disk/0", 2, 2).answer("[true, 1795203359880623616]");
        });
        call("blockdev_wipe", "[1.10]\n", heard);

        assertEquals("[true, 1795203359880623616]\n", heard.answer());
        assertEquals(List.of("started", "disk/0 1", "half", "disk/0 2", "ended"), heard.heard());
        assertEquals(Optional.of("3.0.2"), calls.release());
        HandlerStandIn.Call call = handler.calls().get(0);
        assertEquals(
                "{\"protocol\":1,\"method\":\"blockdev_wipe\",\"call\":\"c-1\",\"caller\":\"node1\"}",
                call.head().toString());
        assertEquals("[1.10]\n", call.text());
        await().until(() -> calls.underWay() == 0 && handler.connections() == 0);
    }

    @Test
    void largeBodiesAndAnswersPassThroughByteByByte() throws NodeCallException {
        byte[] body = new byte[5 << 20];
        IntStream.range(0, body.length).forEach(i -> body[i] = (byte) (i >> 3));
        String large = "[true, \"" + "0123456789".repeat(300_000) + "\"]";
        handler.answer("upload_file", large);
        calls.call(request("upload_file", new ByteArrayInputStream(body)), heard);

        assertEquals(large + "\n", heard.answer());
        assertArrayEquals(body, handler.calls().get(0).body());
    }

    @Test
    void theHandlersRefusalsHaveTheirReasons() throws NodeCallException {
        assertEquals(Reason.UNKNOWN_METHOD, refused(404));
        assertEquals(Reason.BAD_REQUEST, refused(400));
        assertEquals(Reason.TOO_LARGE, refused(413));
        assertEquals(Reason.BUSY, refused(503));
        assertEquals(Reason.CRASHED, refused(500));
        assertEquals(Reason.CRASHED, refused(599));
    }

    @Test
    void aBodyThatIsRefusedWhileItIsWrittenIsTooLarge() {
        handler.largestBody(100_000);
        NodeCallException failure = assertThrows(
                NodeCallException.class,
                () -> calls.call(request("upload_file", new ByteArrayInputStream(new byte[20 << 20])), heard));

        assertEquals(Reason.TOO_LARGE, failure.reason());
        assertEquals("the body is too large", failure.getMessage());
        assertEquals(0, calls.underWay());
    }

    @Test
    void aBodyThatBreaksOffBeginsNoCall() {
        InputStream end = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("gone");
            }
        };
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[30_000]), end);
        NodeCallException failure =
                assertThrows(NodeCallException.class, () -> calls.call(request("version", broken), heard));

        assertEquals(Reason.BAD_REQUEST, failure.reason());
        await().until(() -> handler.connections() == 0);
        assertEquals(List.of(), handler.calls());
    }

    @Test
    void aHandlerThatDiesMidCallIsLostAndTheNextCallWorks() throws NodeCallException {
        handler.on("test_delay", call -> call.accept().progress("", 1, 2).hangUp());
        call("test_delay", "[5]\n", heard);
        assertEquals(Reason.LOST, heard.failure().reason());

        handler.on("test_delay", call -> Thread.sleep(60_000));
        HeardCall second = new HeardCall();
        call("test_delay", "[5]\n", second);
        await().until(() -> handler.calls().size() == 2);
        handler.stop();
        assertEquals(Reason.LOST, second.failure().reason());

        handler.start();
        HeardCall third = new HeardCall();
        call("version", "[]\n", third);
        assertEquals("[true, 3000000]\n", third.answer());
        assertEquals(0, calls.underWay());
    }

    @Test
    void anAnswerThatIsCutOrMadeUpIsLost() throws NodeCallException {
        handler.on(
                "a",
                call -> call.accept()
                        .frame('S', "{\"status\":200,\"length\":9}")
                        .frame('B', "[true")
                        .hangUp());
        handler.on(
                "b",
                call -> call.accept()
                        .frame('S', "{\"status\":200,\"length\":9}")
                        .frame('E', ""));
        handler.on(
                "c",
                call -> call.accept()
                        .frame('S', "{\"status\":200,\"length\":1}")
                        .frame('B', "[true"));
        handler.on("d", call -> call.accept().frame('E', ""));
        handler.on("e", call -> call.accept().frame('S', "nothing"));
        handler.on("f", call -> call.accept().frame('S', "{\"status\":200,\"length\":" + (LARGEST_ANSWER + 1) + "}"));
        for (String method : List.of("a", "b", "c", "d", "e", "f")) {
            HeardCall one = new HeardCall();
            call(method, "[]\n", one);
            assertEquals(Reason.LOST, one.failure().reason(), method);
            assertEquals(List.of("started", "failed"), one.heard());
        }
    }

    @Test
    void silenceIsALossAndSignsOfLifeAreNone() throws NodeCallException {
        try (HandlerNodeCalls impatient = calls(Duration.ofMillis(300), 100)) {
            handler.on("alive", call -> {
                for (int i = 0; i < 6; i++) {
                    Thread.sleep(100);
                    call.alive();
                }
                call.accept().answer("[true, null]");
            });
            handler.on("silent", call -> Thread.sleep(60_000));
            HeardCall silent = new HeardCall();
            impatient.call(request("alive", body("[]\n")), heard);
            impatient.call(request("silent", body("[]\n")), silent);

            assertEquals("[true, null]\n", heard.answer());
            assertEquals(Reason.LOST, silent.failure().reason());
            assertTrue(silent.failure().getMessage().contains("silent for 0 s"));
        }
    }

    @Test
    void aHandlerThatIsNotThereIsUnreachable() {
        handler.stop();
        NodeCallException failure = assertThrows(NodeCallException.class, () -> call("version", "[]\n", heard));
        assertEquals(Reason.UNREACHABLE, failure.reason());
        assertTrue(failure.getMessage().contains(handler.socket() + " is not there"));
        assertTrue(failure.getMessage().contains("is gatehouse-handler running?"));
        assertEquals(0, calls.underWay());
    }

    @Test
    void aHandlerThatIsStartedAgainMeanwhileIsReached() throws NodeCallException {
        handler.stop();
        try (HandlerNodeCalls patient = new HandlerNodeCalls(
                new HandlerSettings(handler.socket(), Duration.ofSeconds(20), SILENCE, 10, LARGEST_ANSWER))) {
            Thread starter = new Thread(() -> {
                await().pollDelay(Duration.ofMillis(200)).until(() -> true);
                handler.start();
            });
            starter.start();
            patient.call(request("version", body("[]\n")), heard);
            assertEquals("[true, 3000000]\n", heard.answer());
        }
    }

    @Test
    void aHandlerThatHangsUpAtOnceHasBegunNothing() {
        handler.refusing(true);
        for (int i = 0; i < 20; i++) {
            HeardCall one = new HeardCall();
            Reason reason;
            try {
                call("version", "[]\n", one);
                reason = one.failure().reason();
            } catch (NodeCallException e) {
                reason = e.reason();
            }
            assertEquals(Reason.UNREACHABLE, reason);
        }
    }

    @Test
    void thereIsAMostOfCallsAtOnce() throws NodeCallException {
        try (HandlerNodeCalls few = calls(SILENCE, 1)) {
            CountDownLatch goOn = new CountDownLatch(1);
            handler.on("test_delay", call -> {
                goOn.await();
                call.accept().answer("[true, null]");
            });
            few.call(request("test_delay", body("[]\n")), heard);
            NodeCallException failure = assertThrows(
                    NodeCallException.class, () -> few.call(request("version", body("[]\n")), new HeardCall()));
            assertEquals(Reason.BUSY, failure.reason());

            goOn.countDown();
            assertEquals("[true, null]\n", heard.answer());
            few.probe(Duration.ofSeconds(10));
        }
    }

    @Test
    void manyCallsRunAtOnce() throws NodeCallException {
        CountDownLatch all = new CountDownLatch(100);
        handler.on("test_delay", call -> {
            call.accept();
            all.countDown();
            all.await();
            call.answer("[true, null]");
        });
        List<HeardCall> many =
                IntStream.range(0, 100).mapToObj(i -> new HeardCall()).toList();
        for (HeardCall one : many) {
            call("test_delay", "[1]\n", one);
        }
        many.forEach(one -> assertEquals("[true, null]\n", one.answer()));
    }

    @Test
    void aListenerThatThrowsHarmsNoOther() throws NodeCallException {
        NodeCallListener wild = new NodeCallListener() {
            @Override
            public void started() {
                throw new IllegalStateException("wild");
            }

            @Override
            public void told(Feedback feedback) {
                throw new IllegalStateException("wild");
            }

            @Override
            public void ended(byte[] answer) {
                throw new IllegalStateException("wild");
            }

            @Override
            public void failed(NodeCallException cause) {
                throw new IllegalStateException("wild");
            }
        };
        handler.on("test_delay", call -> call.accept().log("x").answer("[true, null]"));
        call("test_delay", "[]\n", wild);
        call("nothing", "[]\n", wild);
        call("version", "[]\n", heard);
        assertEquals("[true, 3000000]\n", heard.answer());
        await().until(() -> calls.underWay() == 0);
    }

    @Test
    void closingFailsWhatIsUnderWay() throws NodeCallException {
        handler.on("test_delay", call -> Thread.sleep(60_000));
        call("test_delay", "[]\n", heard);
        calls.close();
        assertEquals(Reason.LOST, heard.failure().reason());
        NodeCallException failure =
                assertThrows(NodeCallException.class, () -> call("version", "[]\n", new HeardCall()));
        assertEquals(Reason.UNREACHABLE, failure.reason());
    }

    @Test
    void aProbeTellsWhetherTheHandlerWorks() throws NodeCallException {
        calls.probe(Duration.ofSeconds(10));
        assertEquals("[]\n", handler.calls().get(0).text());

        handler.on("version", call -> Thread.sleep(60_000));
        NodeCallException slow = assertThrows(NodeCallException.class, () -> calls.probe(Duration.ofMillis(100)));
        assertEquals(Reason.LOST, slow.reason());

        handler.on("version", call -> call.refuse(500, "crashed"));
        NodeCallException crashed = assertThrows(NodeCallException.class, () -> calls.probe(Duration.ofSeconds(10)));
        assertEquals(Reason.CRASHED, crashed.reason());
    }

    private Reason refused(int status) throws NodeCallException {
        handler.on("refused", call -> call.refuse(status, "because\n"));
        HeardCall one = new HeardCall();
        call("refused", "[]\n", one);
        assertEquals("because", one.failure().getMessage());
        assertEquals(List.of("failed"), one.heard());
        return one.failure().reason();
    }

    private void call(String method, String body, NodeCallListener listener) throws NodeCallException {
        calls.call(request(method, body(body)), listener);
    }

    private static NodeRequest request(String method, InputStream body) {
        return new NodeRequest("c-1", method, "node1", body);
    }

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private HandlerNodeCalls calls(Duration silence, int most) {
        Path socket = handler.socket();
        return new HandlerNodeCalls(new HandlerSettings(socket, CONNECT_LIMIT, silence, most, LARGEST_ANSWER));
    }
}
