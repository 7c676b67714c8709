package org.gatehouse.transfer.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.gatehouse.transfer.record.TransferRecord;

/** A manifest: the blocks that are not all zeros. An empty line breaks the silence while there is nothing to tell. */
public final class ManifestPieces implements Pieces {
    private static final int ENTRIES_AT_ONCE = 256;
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(10);

    private final TransferRecord record;
    private final Manifest manifest;
    private final long from;
    private final BlockLines lines = new BlockLines();
    private FileChannel in;
    private Runnable follower = () -> {};
    private boolean begun;
    private boolean ended;
    private long next;
    private long lastSent = System.nanoTime();

    /** {@code from} is where the first block ends at the earliest. */
    public ManifestPieces(TransferRecord record, Manifest manifest, long from) {
        this.record = record;
        this.manifest = manifest;
        this.from = from;
    }

    @Override
    public void follow(Runnable whom) {
        follower = whom;
        manifest.follow(whom);
    }

    @Override
    public boolean isReady() {
        return !begun
                || ended
                || manifest.isWhole()
                || manifest.isFailed()
                || manifest.entries() > next
                || System.nanoTime() - lastSent >= SILENCE;
    }

    @Override
    public Piece next() throws IOException {
        if (ended) {
            return null;
        }
        // What is whole now was so before the entries were counted.
        boolean whole = manifest.isWhole();
        long entries = manifest.entries();
        if (!begun) {
            begun = true;
            lines.head(record, "sha-256");
        } else if (next < entries) {
            append((int) Math.min(ENTRIES_AT_ONCE, entries - next));
        } else if (whole) {
            ended = true;
            lines.end();
        } else if (manifest.isFailed()) {
            throw new IOException("the disk could not be read to its end");
        } else {
            lines.alive();
        }
        lastSent = System.nanoTime();
        return lines.take();
    }

    private void append(int count) throws IOException {
        if (in == null) {
            in = FileChannel.open(manifest.file(), StandardOpenOption.READ);
        }
        ByteBuffer entries = ByteBuffer.allocate(count * Manifest.ENTRY);
        while (entries.hasRemaining()) {
            if (in.read(entries, next * Manifest.ENTRY + entries.position()) < 0) {
                throw new IOException("the manifest's file is damaged");
            }
        }
        entries.flip();
        byte[] digest = new byte[32];
        for (int i = 0; i < count; i++) {
            long offset = entries.getLong();
            int length = entries.getInt();
            entries.get(digest);
            if (offset + length > from) {
                lines.block(offset, length, digest);
            }
        }
        next += count;
    }

    @Override
    public void close() {
        manifest.unfollow(follower);
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
