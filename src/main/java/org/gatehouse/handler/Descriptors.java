package org.gatehouse.handler;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * Descriptors that come over a socket: closing this closes them and the socket, unless they were released. A socket that is
 * closed closes what came over it, so it stays open as long as one of them. Used by one thread, until it is released; the
 * channels are for any thread.
 */
final class Descriptors implements AutoCloseable {
    private final AFUNIXSocket socket;
    private final List<FileDescriptor> received = new ArrayList<>();
    private final AtomicInteger channels = new AtomicInteger();
    private boolean released;

    /** Owns the socket from now on. */
    Descriptors(AFUNIXSocket socket) {
        this.socket = socket;
    }

    AFUNIXSocket socket() {
        return socket;
    }

    /** Takes what the socket has received by now. */
    void take() throws IOException {
        FileDescriptor[] more = socket.getReceivedFileDescriptors();
        if (more != null) {
            received.addAll(List.of(more));
        }
    }

    void expect(int count) throws IOException {
        if (received.size() != count) {
            throw new IOException("the handler sent " + received.size() + " descriptors instead of " + count);
        }
    }

    /** A channel whose closing closes the descriptor; every descriptor is to get one before they are released. */
    FileChannel reading(int index) {
        channels.incrementAndGet();
        return new Reading(received.get(index), once()).getChannel();
    }

    /** As {@link #reading}. */
    FileChannel writing(int index) {
        channels.incrementAndGet();
        return new Writing(received.get(index), once()).getChannel();
    }

    /** They are {@code owner}'s from now on. */
    <T> T release(T owner) {
        released = true;
        return owner;
    }

    private Closeable once() {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true) && channels.decrementAndGet() == 0) {
                socket.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (released) {
            return;
        }
        try {
            for (FileDescriptor descriptor : received) {
                new FileInputStream(descriptor).close();
            }
        } finally {
            // Closes what could not be closed before, too.
            socket.close();
        }
    }

    private static final class Reading extends FileInputStream {
        private final Closeable after;

        private Reading(FileDescriptor descriptor, Closeable after) {
            super(descriptor);
            this.after = after;
        }

        /** Its channel calls this when it is closed. */
        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                after.close();
            }
        }
    }

    private static final class Writing extends FileOutputStream {
        private final Closeable after;

        private Writing(FileDescriptor descriptor, Closeable after) {
            super(descriptor);
            this.after = after;
        }

        /** Its channel calls this when it is closed. */
        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                after.close();
            }
        }
    }
}
