package org.gatehouse.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * What listens at a connection of an {@link ExchangeLoop}: any amount of {@code received}, then {@code completed} or
 * {@code failed}, once. The methods are called on the loop's thread, which they must not hold up.
 */
public interface Conversation {
    /** Takes the bytes that have arrived, all of them or up to the last that matters; whether that was it. */
    boolean received(ByteBuffer bytes) throws IOException;

    /** Everything was received, and the connection is closed. */
    void completed();

    /**
     * It came to nothing: {@link ConnectFailedException}, {@link ConnectionLostException}, {@link DeadlinePassedException},
     * {@link ClosedChannelException} when the loop was closed, or what {@link #received} threw.
     */
    void failed(IOException cause);
}
