package org.gatehouse.transfer.body;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.gatehouse.cluster.OpenDisk;

/**
 * Large pieces of a disk that is read once from end to end, past the page cache, which keeps what others need: while one is on its way
 * to the reader, the next is being fetched. The disk and the readers are lent. One thread at a time.
 */
final class ReadAhead {
    private final OpenDisk disk;
    private final long end;
    private final MediumReaders readers;
    private byte[] handedOut;
    private Fetch ahead;

    /** Nothing is fetched beyond {@code end}. */
    ReadAhead(OpenDisk disk, long end, MediumReaders readers) {
        this.disk = disk;
        this.end = end;
        this.readers = readers;
    }

    /** One read, which is done once, by whoever comes first: a reader of the medium, or who needs it. */
    private final class Fetch extends FutureTask<byte[]> {
        private final long position;
        private final int length;

        Fetch(long position, byte[] into, int length) {
            super(() -> {
                readers.read(disk, position, into, length);
                return into;
            });
            this.position = position;
            this.length = length;
        }
    }

    /**
     * So many bytes from here on, at most {@link MediumReaders#MOST}, at the beginning of the array. Whoever gets them has to be done with
     * them before asking for more.
     */
    byte[] read(long position, int length) throws IOException {
        byte[] free = handedOut != null && handedOut.length >= length ? handedOut : new byte[length];
        Fetch wanted = ahead;
        if (wanted == null || wanted.position != position || wanted.length != length) {
            // What was fetched in vain may still be being written to: its array is left to it.
            wanted = new Fetch(position, free, length);
            free = new byte[length];
        }
        long next = position + length;
        int more = (int) Math.min(length, end - next);
        ahead = more > 0 ? new Fetch(next, free, more) : null;
        if (ahead != null) {
            readers.later(ahead);
        }
        wanted.run();
        handedOut = result(wanted);
        return handedOut;
    }

    /** Lets go of the memory, until there is something to read again. */
    void rest() {
        handedOut = null;
        ahead = null;
    }

    private static byte[] result(Fetch fetch) throws IOException {
        try {
            return fetch.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the disk was being read");
        }
    }
}
