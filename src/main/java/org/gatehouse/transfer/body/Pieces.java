package org.gatehouse.transfer.body;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of an answer, piece by piece. For one thread at a time, which closes it. */
public interface Pieces extends AutoCloseable {

    /**
     * A piece of the body, from the beginning of its array. Whoever gets it has to be done with it before asking for the next one, which may use the same array.
     *
     * @param content in an array; may be empty if there is nothing to send as yet
     * @param read how many of the disk's bytes went into it
     */
    record Piece(ByteBuffer content, int read) {
        /** Bytes to be sent. */
        public int length() {
            return content.remaining();
        }
    }

    /** The next piece; null after the last. An {@link IOException} means that the body cannot be produced to its end. */
    Piece next() throws IOException;

    /** Whether there will be something at the next call; if not, whoever writes the body is woken when there is. */
    default boolean isReady() {
        return true;
    }

    /** Has somebody told, on another thread, when there may be something. */
    default void follow(Runnable whom) {}

    /** Makes the pieces to come large, or small again. */
    default void resize(boolean large) {}

    @Override
    void close();
}
