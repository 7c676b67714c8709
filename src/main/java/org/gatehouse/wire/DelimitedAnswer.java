package org.gatehouse.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Collects one answer that ends with a byte of its own. */
public final class DelimitedAnswer implements Conversation {
    /** What becomes of the exchange. One of the methods is called, once, on the loop's thread, which it must not hold up. */
    public interface Outcome {
        /** The answer, without the byte that ends it. */
        void answered(byte[] answer);

        /** There will be no answer; the causes are those of {@link Conversation#failed}. */
        void failed(IOException cause);
    }

    private final byte end;
    private final int longest;
    private final Outcome outcome;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream(512);

    /**
     * Waits for one answer.
     *
     * @param end the byte that ends it
     * @param longest how many bytes it may have
     */
    public DelimitedAnswer(byte end, int longest, Outcome outcome) {
        this.end = end;
        this.longest = longest;
        this.outcome = outcome;
    }

    @Override
    public boolean received(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == end) {
                return true;
            }
            answer.write(next);
        }
        if (answer.size() > longest) {
            throw new IOException("the answer exceeds " + longest + " bytes");
        }
        return false;
    }

    @Override
    public void completed() {
        outcome.answered(answer.toByteArray());
    }

    @Override
    public void failed(IOException cause) {
        outcome.failed(cause);
    }
}
