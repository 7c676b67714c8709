package org.gatehouse.feedback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FeedbackReaderTest {
    private static final String START =
            "{\"type\":\"start\",\"seq\":0,\"ts\":[1,2],\"method\":\"m\",\"call\":\"c\"}\u0003";
    private static final String RESULT = "{\"type\":\"result\",\"seq\":1,\"ts\":[1,2],\"result\":[true, null]}\u0003";

    private final List<String> heard = new ArrayList<>();
    private final List<Feedback> told = new ArrayList<>();
    private final FeedbackReader reader = new FeedbackReader(200_000, new FeedbackReader.Listener() {
        @Override
        public void started(String method, String call) {
            heard.add("started " + method + " " + call);
        }

        @Override
        public void told(Feedback feedback) {
            heard.add("told");
            told.add(feedback);
        }

        @Override
        public void dropped(long count) {
            heard.add("dropped " + count);
        }

        @Override
        public void result(byte[] answer) {
            heard.add(new String(answer, StandardCharsets.UTF_8));
        }
    });

    @Test
    void aStreamIsReadWhereverItIsCut() {
        String stream = START
                + "\n {\"type\":\"progress\",\"seq\":1,\"ts\":[1795203811,850368],\"done\":1,\"total\":2.5,\"unit\":\"bytes\"} \u0003"
                + "{\"type\":\"log\",\"ts\":[1,2],\"log_type\":\"message\",\"message\":\"gr\u00fcn\"}\u0003"
                + "{\"type\":\"heartbeat\",\"seq\":3}\u0003\r\n\u0003{\"type\":\"news\",\"of\":{\"to\":[\"morrow\"]}}\u0003"
                + "{\"type\":\"dropped\",\"count\":7}\u0003"
                + "{\"result\":[true, [1795203359880623616,{\"a\":1.10}]],\"more\":[1],\"type\":\"result\"}\u0003\n";
        for (byte one : stream.getBytes(StandardCharsets.UTF_8)) {
            reader.read(ByteBuffer.wrap(new byte[] {one}));
        }
        reader.end();

        assertEquals(
                List.of("started m c", "told", "told", "dropped 7", "[true, [1795203359880623616,{\"a\":1.10}]]"),
                heard);
        assertEquals(
                List.of(
                        new Progress(
                                Instant.ofEpochSecond(1_795_203_811L, 850_368_000),
                                "",
                                "",
                                "bytes",
                                1,
                                OptionalDouble.of(2.5),
                                OptionalDouble.empty(),
                                OptionalDouble.empty()),
                        new LogLine(Instant.ofEpochSecond(1, 2000), "message", "gr\u00fcn")),
                told);
        assertEquals(Optional.empty(), reader.fault());
    }

    @Test
    void severalMessagesComeAtOnce() {
        read(START + START + RESULT);
        assertEquals(List.of("started m c", "started m c", "[true, null]"), heard);
    }

    @Test
    void ofTwoResultsTheFirstCounts() {
        read(RESULT + RESULT.replace("true", "false"));
        reader.end();
        assertEquals(List.of("[true, null]"), heard);
        assertEquals(Optional.of("the stream goes on after the result"), reader.fault());
    }

    @Test
    void anEndWithoutResultIsAFault() {
        read(START);
        reader.end();
        assertEquals(Optional.of("the stream ends without a result"), reader.fault());
    }

    @Test
    void anEndWithinAMessageIsAFault() {
        read(START + RESULT.substring(0, 20));
        reader.end();
        assertEquals(Optional.of("the stream ends in the middle of a message"), reader.fault());
        assertEquals(List.of("started m c"), heard);
    }

    @Test
    void rubbishIsPassedOverAndTheResultStillCounts() {
        read(
                "rubbish\u0003[]\u0003{\"type\":\"log\"}{}\u0003{\"type\":\"result\",\"result\":7}\u0003{\"type\":[]}\u0003\uD83D"
                        + RESULT);
        assertEquals(List.of(), heard);
        read(RESULT);
        assertEquals(List.of("[true, null]"), heard);
        assertEquals(Optional.of("a message is not a JSON object"), reader.fault());
    }

    @Test
    void aMessageThatIsTooLongIsPassedOver() {
        String line = "{\"type\":\"log\",\"message\":\"" + "x".repeat(70_000) + "\"}\u0003";
        read(line);
        line.chars().forEach(one -> reader.read(ByteBuffer.wrap(new byte[] {(byte) one})));
        read(RESULT);
        assertEquals(List.of("[true, null]"), heard);
        assertEquals(Optional.of("a message exceeds 65536 bytes"), reader.fault());
    }

    @Test
    void aResultMayBeLong() {
        String list = "[true, \"" + "x".repeat(150_000) + "\"]";
        String message = "{\"type\":\"result\",\"result\":" + list + "}\u0003";
        for (int i = 0; i < message.length(); i += 1000) {
            read(message.substring(i, Math.min(i + 1000, message.length())));
        }
        assertEquals(List.of(list), heard);
        assertEquals(Optional.empty(), reader.fault());
    }

    @Test
    void aResultMayNotBeLongerThanAgreed() {
        read("{\"seq\":1,\"type\":\"result\",\"result\":[true, \"" + "x".repeat(250_000) + "\"]}\u0003");
        reader.end();
        assertEquals(List.of(), heard);
        assertEquals(Optional.of("the result exceeds 200000 bytes"), reader.fault());
        assertTrue(!reader.hasResult());
    }

    @Test
    void whatLacksATimeGetsOneAndWhatLacksItsNumberIsNoProgress() {
        read(
                "{\"type\":\"progress\",\"unit\":\"bytes\"}\u0003{\"type\":\"progress\",\"ts\":[1e99,\"x\"],\"done\":3}\u0003");
        assertEquals(List.of("told"), heard);
        assertTrue(told.get(0).time().isAfter(Instant.EPOCH));
    }

    private void read(String text) {
        reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
