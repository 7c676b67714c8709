package org.gatehouse.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * One connection to a Unix socket. Reading and writing wait until a deadline and no longer; interrupting the waiting thread
 * closes the connection. Used by one thread at a time, but for {@link #close()}, which any thread may call.
 */
public final class UnixConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private UnixConnection(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    /** Connects without waiting. Fails with {@link ConnectFailedException}, also when the listener is merely crowded. */
    public static UnixConnection open(Path socket) throws ConnectFailedException {
        SocketChannel channel = Connecting.connect(socket);
        Selector selector = null;
        try {
            selector = Selector.open();
            return new UnixConnection(channel, selector, channel.register(selector, SelectionKey.OP_READ));
        } catch (IOException e) {
            Connecting.closeQuietly(channel);
            if (selector != null) {
                Connecting.closeQuietly(selector);
            }
            throw new ConnectFailedException(ConnectFailedException.Kind.OTHER, socket, e);
        }
    }

    /**
     * Reads at least one byte into {@code target}, which has room; -1 at the connection's end. Fails with
     * {@link DeadlinePassedException} or {@link ConnectionLostException}.
     */
    public int read(ByteBuffer target, Deadline deadline) throws IOException {
        while (true) {
            int count = readNow(target);
            if (count != 0) {
                return count;
            }
            await(SelectionKey.OP_READ, deadline);
        }
    }

    /**
     * Writes all of {@code source}. When it fails, what remains in {@code source} was not handed to the peer, and so nothing
     * remaining means that the peer may have read it all.
     */
    public void write(ByteBuffer source, Deadline deadline) throws IOException {
        while (source.hasRemaining()) {
            int count;
            try {
                count = channel.write(source);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                throw new ConnectionLostException("connection lost while writing", true, e);
            }
            if (count == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    /** Whether an idle connection can be used again: the peer has neither closed it nor sent anything unasked. */
    public boolean isQuiet() {
        try {
            return readNow(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives the channel away, in non-blocking mode; this object is of no more use. */
    SocketChannel release() {
        Connecting.closeQuietly(selector);
        return channel;
    }

    @Override
    public void close() {
        Connecting.closeQuietly(channel);
        Connecting.closeQuietly(selector);
    }

    private int readNow(ByteBuffer target) throws IOException {
        try {
            return channel.read(target);
        } catch (SocketException e) {
            // A Unix peer that closes cleanly shows as the stream's end; a reset means that it left bytes of ours
            // unread.
            throw new ConnectionLostException("connection reset", true, e);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionLostException("connection lost while reading", false, e);
        }
    }

    private void await(int operation, Deadline deadline) throws IOException {
        long millis = deadline.remainingMillis();
        if (millis == 0) {
            throw new DeadlinePassedException("no progress within the time allowed");
        }
        try {
            if (key.interestOps() != operation) {
                key.interestOps(operation);
            }
            selector.select(millis);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException e) {
            ClosedChannelException closed = new ClosedChannelException();
            closed.initCause(e);
            throw closed;
        }
        if (Thread.currentThread().isInterrupted()) {
            close();
            throw new InterruptedIOException("interrupted while waiting for the peer");
        }
    }
}
