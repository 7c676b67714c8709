package org.gatehouse.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One exchange of an {@link ExchangeLoop}; touched by the loop's thread only. */
final class ParkedExchange {
    private final long number;
    private final ByteBuffer message;
    private final Deadline deadline;
    private final ExchangeLoop.Outcome outcome;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream(512);
    private SocketChannel channel;
    private SelectionKey key;

    ParkedExchange(long number, ByteBuffer message, Deadline deadline, ExchangeLoop.Outcome outcome) {
        this.number = number;
        this.message = message;
        this.deadline = deadline;
        this.outcome = outcome;
    }

    long number() {
        return number;
    }

    Deadline deadline() {
        return deadline;
    }

    ExchangeLoop.Outcome outcome() {
        return outcome;
    }

    byte[] answer() {
        return answer.toByteArray();
    }

    /** Takes over a connected channel. */
    void open(SocketChannel connected, Selector selector) throws IOException {
        channel = connected;
        key = connected.register(selector, SelectionKey.OP_READ, this);
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

    /** Reads what is there; whether the answer is whole. */
    boolean read(ByteBuffer chunk, byte end, int longest) throws IOException {
        chunk.clear();
        int count;
        try {
            count = channel.read(chunk);
        } catch (IOException e) {
            throw new ConnectionLostException("connection lost while reading", false, e);
        }
        if (count < 0) {
            throw new ConnectionLostException("connection closed before the answer");
        }
        chunk.flip();
        while (chunk.hasRemaining()) {
            byte next = chunk.get();
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

    void close() {
        if (channel != null) {
            Connecting.closeQuietly(channel);
        }
    }
}
