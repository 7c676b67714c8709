package org.gatehouse.wire;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** One exchange of an {@link ExchangeLoop}; touched by the loop's thread only, once it was handed over. */
final class ParkedExchange {
    private final long number;
    private final Path socket;
    private final ByteBuffer message;
    private final Duration silence;
    private final Conversation conversation;
    private Deadline deadline;
    private Deadline heard;
    private SocketChannel channel;
    private SelectionKey key;

    /** An exchange that has yet to connect and send its message, and has until the deadline for all of it. */
    ParkedExchange(long number, Path socket, byte[] message, Deadline deadline, Conversation conversation) {
        this.number = number;
        this.socket = socket;
        this.message = ByteBuffer.wrap(message);
        this.silence = null;
        this.conversation = conversation;
        this.deadline = deadline;
    }

    /** An exchange on a connection with nothing left to send. It goes on until the peer was silent for so long. */
    ParkedExchange(long number, SocketChannel channel, Duration silence, Conversation conversation) {
        this.number = number;
        this.socket = null;
        this.message = ByteBuffer.allocate(0);
        this.silence = silence;
        this.conversation = conversation;
        this.deadline = Deadline.after(silence);
        this.heard = deadline;
        this.channel = channel;
    }

    long number() {
        return number;
    }

    /** When it is worth a look: it ends then, unless {@link #prolong} says otherwise. */
    Deadline deadline() {
        return deadline;
    }

    Conversation conversation() {
        return conversation;
    }

    /** Moves the deadline to where the peer's last bytes put it; false if they do not help. */
    boolean prolong() {
        if (silence == null || heard.hasPassed()) {
            return false;
        }
        deadline = heard;
        return true;
    }

    void open(Selector selector) throws IOException {
        if (channel == null) {
            channel = Connecting.connect(socket);
        }
        key = channel.register(selector, SelectionKey.OP_READ, this);
        if (message.hasRemaining()) {
            write();
        }
    }

    /** Writes what the socket takes, and asks to be called again for the rest. */
    void write() throws IOException {
        try {
            channel.write(message);
        } catch (IOException e) {
            throw new ConnectionLostException("connection lost while writing", true, e);
        }
        key.interestOps(message.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Reads what is there; whether the conversation is over. */
    boolean read(ByteBuffer chunk) throws IOException {
        chunk.clear();
        int count;
        try {
            count = channel.read(chunk);
        } catch (SocketException e) {
            throw new ConnectionLostException("connection reset", true, e);
        } catch (IOException e) {
            throw new ConnectionLostException("connection lost while reading", false, e);
        }
        if (count < 0) {
            throw new ConnectionLostException("connection closed before the answer");
        }
        if (silence != null) {
            heard = Deadline.after(silence);
        }
        return conversation.received(chunk.flip());
    }

    void close() {
        if (channel != null) {
            Connecting.closeQuietly(channel);
        }
    }
}
