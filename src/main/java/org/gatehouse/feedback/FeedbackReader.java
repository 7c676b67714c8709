package org.gatehouse.feedback;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes a stream of messages apart, wherever its pieces are cut. Unknown types and members are passed over. What breaks the
 * rules is passed over too, and remembered as a fault: the result alone decides. For one thread at a time.
 */
public final class FeedbackReader {
    private static final int FIRST_BUFFER = 1024;

    /** Hears what the messages say, in their order. */
    public interface Listener {
        /** The call was taken. */
        void started(String method, String call);

        /** News of the work. */
        void told(Feedback feedback);

        /** So many messages were left out, because this reader was too slow. */
        void dropped(long count);

        /** The call's answer, once at most: the JSON text byte for byte, without a line feed. */
        void result(byte[] answer);
    }

    private final int longestResult;
    private final Listener listener;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int length;
    private boolean large;
    private boolean skipping;
    private boolean hasResult;
    private String fault;

    /**
     * A reader from the stream's beginning.
     *
     * @param longestResult how many bytes the message with the result may have
     */
    public FeedbackReader(int longestResult, Listener listener) {
        this.longestResult = longestResult;
        this.listener = listener;
    }

    /** Takes the next bytes. */
    public void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (hasResult) {
                surplus(bytes);
                return;
            }
            int piece = untilEnd(bytes);
            boolean ends = piece < bytes.remaining();
            append(bytes, piece);
            if (ends) {
                bytes.get();
                end(skipping);
            }
        }
    }

    /** The stream came to its proper end. */
    public void end() {
        if (length > 0 && !isBlank()) {
            blame("the stream ends in the middle of a message");
        } else if (!hasResult) {
            blame("the stream ends without a result");
        }
    }

    /** Whether the result has come. */
    public boolean hasResult() {
        return hasResult;
    }

    /** The first thing that was wrong with the stream, if any. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    private static int untilEnd(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) == Message.END) {
                return i - bytes.position();
            }
        }
        return bytes.remaining();
    }

    private void append(ByteBuffer bytes, int count) {
        if (skipping || !fits(bytes, count)) {
            skipping = true;
            length = 0;
            bytes.position(bytes.position() + count);
            return;
        }
        grow(count);
        bytes.get(buffer, length, count);
        length += count;
    }

    /** Only the result may be long, and it can be told by how it begins. */
    private boolean fits(ByteBuffer bytes, int count) {
        long size = (long) length + count;
        if (size <= Message.LONGEST) {
            return true;
        }
        if (!large) {
            // The next piece alone may be what makes it long, so look at the beginning of both together.
            int sample = Math.min(count, Message.LONGEST);
            byte[] beginning = Arrays.copyOf(buffer, length + sample);
            bytes.get(bytes.position(), beginning, length, sample);
            large = JsonMembers.begins(beginning, beginning.length, "result", "result");
        }
        if (!large) {
            blame("a message exceeds " + Message.LONGEST + " bytes");
        } else if (size > longestResult) {
            blame("the result exceeds " + longestResult + " bytes");
        }
        return large && size <= longestResult;
    }

    private void grow(int count) {
        if (length + count > buffer.length) {
            long room = Math.min(
                    Math.max(2L * buffer.length, (long) length + count), Math.max(longestResult, Message.LONGEST));
            buffer = Arrays.copyOf(buffer, (int) room);
        }
    }

    private void end(boolean skipped) {
        if (!skipped && !isBlank()) {
            JsonMembers.read(buffer, length).ifPresentOrElse(this::take, () -> blame("a message is not a JSON object"));
        }
        length = 0;
        large = false;
        skipping = false;
        if (buffer.length > Message.LONGEST) {
            buffer = new byte[FIRST_BUFFER];
        }
    }

    private void take(JsonMembers message) {
        switch (message.text("type", "")) {
            case "start" -> listener.started(message.text("method", ""), message.text("call", ""));
            case "progress", "log" -> FeedbackJson.read(message).ifPresent(listener::told);
            case "dropped" -> listener.dropped(message.integer("count").orElse(1));
            case "result" -> message.list("result").ifPresentOrElse(this::result, () -> blame("the result is no list"));
            default -> {
                // A heartbeat, or what another version has to say.
            }
        }
    }

    private void result(byte[] answer) {
        hasResult = true;
        listener.result(answer);
    }

    private void surplus(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!isSpace(bytes.get())) {
                blame("the stream goes on after the result");
            }
        }
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (!isSpace(buffer[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte one) {
        return one == ' ' || one == '\t' || one == '\r' || one == '\n';
    }

    private void blame(String what) {
        if (fault == null) {
            fault = what;
        }
    }
}
