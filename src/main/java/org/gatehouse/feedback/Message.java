package org.gatehouse.feedback;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One message of a stream, spelled out but for its number, which it gets when it is written. Immutable. */
final class Message {
    /** Ends every message. It cannot occur inside of one: JSON escapes control characters. */
    static final byte END = 3;

    /** The longest message that is not a result. */
    static final int LONGEST = 64 * 1024;

    /** Room for the sequence number and what stands around it. */
    private static final int NUMBERING = 32;

    /** However each letter is escaped, so many of them fit. */
    private static final int CUT = 10_000;

    private final String type;
    private final String item;
    private final byte[] rest;
    private final ByteBuffer answer;

    private Message(String type, String item, Map<String, ?> members, byte[] answer) {
        this.type = type;
        this.item = item;
        this.rest = JsonMembers.write(members);
        this.answer = answer == null ? null : withoutLineFeed(answer);
    }

    static Message start(Instant time, String method, String call) {
        Map<String, Object> members = timed(time);
        members.put("method", method);
        members.put("call", call);
        return new Message("start", null, members, null);
    }

    /** A log line that is too long is cut. */
    static Message of(Feedback feedback) {
        Message message = whole(feedback);
        if (message.size() > LONGEST && feedback instanceof LogLine line) {
            int cut = Math.min(line.message().length(), CUT);
            return whole(new LogLine(line.time(), line.logType(), line.message().substring(0, cut) + " ..."));
        }
        return message;
    }

    private static Message whole(Feedback feedback) {
        Map<String, Object> members = FeedbackJson.members(feedback);
        String type = (String) members.remove("type");
        return new Message(type, feedback instanceof Progress progress ? progress.item() : null, members, null);
    }

    static Message heartbeat(Instant time) {
        return new Message("heartbeat", null, timed(time), null);
    }

    static Message dropped(Instant time, long count) {
        Map<String, Object> members = timed(time);
        members.put("count", count);
        return new Message("dropped", null, members, null);
    }

    /** The bytes of {@code answer} become part of the message as they are, but for the line feed at their end. */
    static Message result(Instant time, byte[] answer) {
        return new Message("result", null, timed(time), answer);
    }

    private static Map<String, Object> timed(Instant time) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("ts", FeedbackJson.time(time));
        return members;
    }

    private static ByteBuffer withoutLineFeed(byte[] answer) {
        int length = answer.length;
        while (length > 0 && (answer[length - 1] == '\n' || answer[length - 1] == '\r')) {
            length--;
        }
        return ByteBuffer.wrap(answer, 0, length);
    }

    /** Whether this is progress. */
    boolean isProgress() {
        return item != null;
    }

    /** What the progress is about; {@code null} if this is none. */
    String item() {
        return item;
    }

    /** About how many bytes it takes. */
    int size() {
        return NUMBERING + rest.length + (answer == null ? 0 : answer.remaining());
    }

    /** The message's bytes, to be written one piece after the other. */
    List<ByteBuffer> numbered(long number) {
        byte[] head = ("{\"type\":\"" + type + "\",\"seq\":" + number + ",").getBytes(StandardCharsets.US_ASCII);
        if (answer == null) {
            return List.of(joined(head, 1, rest.length, new byte[] {END}));
        }
        byte[] opening = "\"result\":".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer before = joined(head, 1, rest.length - 1, new byte[] {','}, opening);
        return List.of(before, answer.duplicate(), ByteBuffer.wrap(new byte[] {'}', END}));
    }

    private ByteBuffer joined(byte[] head, int from, int to, byte[]... tails) {
        int length = head.length + to - from;
        for (byte[] tail : tails) {
            length += tail.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).put(head).put(rest, from, to - from);
        for (byte[] tail : tails) {
            bytes.put(tail);
        }
        return bytes.flip();
    }
}
