package org.gatehouse.transfer.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * Which blocks of a disk hold data, and their digests, in a file that grows while the disk is read: an entry of 44 bytes for
 * each block that is not all zeros (offset, length, SHA-256), in order, and one with offset -1 at the end. One thread writes,
 * any number may look.
 */
public final class Manifest {
    /** The media type of a list of blocks. */
    public static final String TYPE = "application/x-ndjson";

    static final int BLOCK = 8 << 20;
    static final int ENTRY = 8 + 4 + 32;
    private static final int PIECE = 256 * 1024;
    private static final byte[] ZEROS = new byte[PIECE];

    private final TransferRecord record;
    private final Path file;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final byte[] bytes = new byte[PIECE];
    private final MessageDigest sha256 = DigestedPieces.sha256();
    private final AtomicLong entries = new AtomicLong();
    private volatile boolean whole;
    private volatile boolean failed;
    private volatile boolean cancelled;

    Manifest(TransferRecord record, Path file) {
        this.record = record;
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** How many entries are in the file, without that at the end. */
    long entries() {
        return entries.get();
    }

    /** Whether these are all. */
    boolean isWhole() {
        return whole;
    }

    boolean isFailed() {
        return failed;
    }

    /** Has somebody told, on another thread, when there is more, or no more to come. */
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    void cancel() {
        cancelled = true;
    }

    /** Reads the disk, unless an earlier process has done so to the end. */
    void work(SourceDisks disks) throws IOException {
        if (takeUp()) {
            return;
        }
        Files.deleteIfExists(file);
        try (OpenDisk disk = disks.open(record.id().text());
                FileChannel out = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long next = 0;
            for (Extent extent : disks.extents(record.id().text())) {
                next = Math.max(next, extent.offset() / BLOCK);
                long end = Math.min(extent.end(), record.size());
                for (; next * BLOCK < end; next++) {
                    append(out, disk, next * BLOCK);
                }
            }
            out.force(false);
            write(out, -1, 0, new byte[32]);
            out.force(false);
        }
        whole = true;
        tell();
    }

    void fail() {
        failed = true;
        tell();
    }

    private boolean takeUp() throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            ByteBuffer last = ByteBuffer.allocate(Long.BYTES);
            boolean ended = size >= ENTRY
                    && size % ENTRY == 0
                    && in.read(last, size - ENTRY) == Long.BYTES
                    && last.getLong(0) < 0;
            if (ended) {
                entries.set(size / ENTRY - 1);
                whole = true;
                tell();
            }
            return ended;
        }
    }

    private void append(FileChannel out, OpenDisk disk, long offset) throws IOException {
        int length = (int) Math.min(BLOCK, record.size() - offset);
        int zeros = 0;
        boolean empty = true;
        for (int done = 0; done < length; ) {
            if (cancelled) {
                throw new IOException("the transfer is over");
            }
            int size = Math.min(PIECE, length - done);
            disk.read(ByteBuffer.wrap(bytes, 0, size), offset + done);
            if (empty && Arrays.equals(bytes, 0, size, ZEROS, 0, size)) {
                zeros += size;
            } else {
                if (empty) {
                    empty = false;
                    sha256.reset();
                    for (int left = zeros; left > 0; left -= PIECE) {
                        sha256.update(ZEROS, 0, Math.min(left, PIECE));
                    }
                }
                sha256.update(bytes, 0, size);
            }
            done += size;
        }
        if (!empty) {
            write(out, offset, length, sha256.digest());
            entries.incrementAndGet();
            tell();
        }
    }

    private static void write(FileChannel out, long offset, int length, byte[] digest) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY)
                .putLong(offset)
                .putInt(length)
                .put(digest)
                .flip();
        while (entry.hasRemaining()) {
            out.write(entry);
        }
    }

    private void tell() {
        followers.forEach(Runnable::run);
    }
}
