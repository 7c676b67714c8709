package org.apache.coyote.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.coyote.ActionCode;
import org.apache.coyote.CloseNowException;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * What has arrived of one request's body and is not read yet. Tomcat by itself has two buffers for each body, each as large as the stream's
 * flow-control window: 128 KiB even for a body of one byte, so that a client with some hundred streams filled the heap. This one grows with what
 * arrives, and the window of the connection bounds that for all its streams together. The connection's thread fills it, the request's
 * threads read it.
 */
final class ReceivedBody extends Stream.StreamInputBuffer {
    /** Tells Tomcat how much may still arrive for a stream that has ended: it asks a buffer for its room. */
    private static final ByteBuffer ROOM = ByteBuffer.allocate(ConnectionSettingsBase.DEFAULT_INITIAL_WINDOW_SIZE)
            .asReadOnlyBuffer();

    private static final byte[] NOTHING = {};

    private final Stream stream;
    private final Http2UpgradeHandler connection;
    private final Stream.StreamInputBuffer original;

    /** The length of the next frame; used by the connection's thread only. */
    private int expected;

    /** The content of the frame that is being received, else null. */
    private ByteBuffer frame;

    private byte[] unread = NOTHING;
    private int length;
    private boolean wanted;
    private long deadline;
    private boolean closed;
    private boolean reset;

    /** Takes the place of {@code original}, which nothing was put into. */
    ReceivedBody(Stream stream, Http2UpgradeHandler connection, Stream.StreamInputBuffer original) {
        stream.super();
        this.stream = stream;
        this.connection = connection;
        this.original = original;
    }

    /** Says how much the connection's thread is about to put into {@link #getInBuffer}. */
    void expect(int bytes) {
        expected = bytes;
    }

    /** Room for one frame, too little if the client ignores the window; null once the body is not wanted any more. */
    @Override
    synchronized ByteBuffer getInBuffer(boolean create) {
        if (closed) {
            return null;
        }
        int room = Math.max(0, window() - length);
        if (!create) {
            return ROOM.duplicate().limit(Math.min(ROOM.capacity(), room));
        }
        frame = ByteBuffer.allocate(Math.min(expected, room));
        return frame;
    }

    private int window() {
        return connection.getLocalSettings().getInitialWindowSize();
    }

    @Override
    void onDataAvailable() throws IOException {
        int swallowed = 0;
        boolean dispatch = false;
        synchronized (this) {
            if (closed) {
                swallowed = frame.position();
            } else {
                add(frame);
                dispatch = wanted;
                wanted = false;
                notifyAll();
            }
            frame = null;
        }
        giveBack(swallowed);
        if (dispatch) {
            stream.getCoyoteRequest().action(ActionCode.DISPATCH_READ, null);
            stream.getCoyoteRequest().action(ActionCode.DISPATCH_EXECUTE, null);
        }
    }

    private void add(ByteBuffer filled) {
        int count = filled.flip().remaining();
        if (unread.length - length < count) {
            unread = Arrays.copyOf(unread, Math.max(length + count, Math.min(window(), 2 * length)));
        }
        filled.get(unread, length, count);
        length += count;
    }

    /** Lets the client send as much again to the connection's other streams. */
    private void giveBack(int swallowed) throws IOException {
        if (swallowed > 0) {
            connection.onSwallowedDataFramePayload(stream.getIdAsInt(), swallowed);
        }
    }

    /** Waits for data if there is none: only a request without a read listener calls it then. */
    @Override
    public int doRead(ApplicationBufferHandler reader) throws IOException {
        ByteBuffer taken;
        synchronized (this) {
            await();
            if (length == 0) {
                return -1;
            }
            taken = ByteBuffer.wrap(unread, 0, length);
            unread = NOTHING;
            length = 0;
        }
        int count = taken.remaining();
        reader.setByteBuffer(taken);
        connection.writeWindowUpdate(stream, count, true);
        return count;
    }

    /** Tomcat ends the stream before it hands over the last frame's content. */
    private boolean isComplete() {
        return (frame == null || closed) && stream.isInputFinished();
    }

    private void await() throws IOException {
        long end = timeoutFrom(System.currentTimeMillis());
        while (length == 0 && !closed && stream.isActive() && !isComplete()) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                String message = "nothing came of the request's body for too long";
                throw new CloseNowException(
                        message, new StreamException(message, Http2Error.ENHANCE_YOUR_CALM, stream.getIdAsInt()));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the request's body was awaited", e);
            }
        }
        if (length == 0 && reset) {
            throw new IOException("the client has reset the stream");
        }
    }

    private long timeoutFrom(long now) {
        long timeout = connection.getProtocol().getStreamReadTimeout();
        return timeout > 0 ? now + timeout : Long.MAX_VALUE;
    }

    @Override
    boolean isReadyForRead() {
        synchronized (this) {
            if (length > 0) {
                return true;
            }
            if (!reset) {
                if (!isComplete()) {
                    wanted = true;
                    deadline = timeoutFrom(System.currentTimeMillis());
                }
                return false;
            }
        }
        original.receiveReset();
        return false;
    }

    @Override
    synchronized boolean isRequestBodyFullyRead() {
        return length == 0 && isComplete();
    }

    @Override
    public synchronized int available() {
        return length;
    }

    @Override
    protected synchronized boolean timeoutRead(long now) {
        return wanted && now > deadline;
    }

    @Override
    synchronized void notifyEof() {
        notifyAll();
    }

    @Override
    void receiveReset() {
        synchronized (this) {
            reset = true;
            wanted = false;
            notifyAll();
        }
        // Tells the request, unless it has ended.
        original.receiveReset();
    }

    /** What arrives from now on is thrown away. */
    @Override
    void swallowUnread() throws IOException {
        int swallowed;
        synchronized (this) {
            closed = true;
            swallowed = length;
            unread = NOTHING;
            length = 0;
            notifyAll();
        }
        giveBack(swallowed);
    }

    @Override
    synchronized void insertReplayedBody(ByteChunk body) {
        unread = Arrays.copyOfRange(body.getBytes(), body.getStart(), body.getStart() + body.getLength());
        length = unread.length;
    }
}
