package org.gatehouse.http;

import java.nio.ByteBuffer;

/** Where an {@link AsyncBodyWriter} gets a body from, piece by piece. For one thread at a time. */
public interface BodyProducer extends AutoCloseable {

    /**
     * The next piece, in an array and from its beginning; null after the last. It is asked for only when it can be written, and may use
     * the array of the piece before. A {@link RuntimeException} means that the body cannot be produced to its end.
     */
    ByteBuffer next();

    /** Releases what the body is produced from. Called once, whether it was written to its end or not. */
    @Override
    void close();
}
