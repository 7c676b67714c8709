package org.gatehouse.transfer.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;

/**
 * A disk's bytes as they are, for a reader that will ask for the digests of their blocks: those that are sent whole are measured
 * on the way. Large pieces are read from the disk's medium, if it has one. Owns the open disk.
 */
public final class MeasuredPieces implements Pieces {
    private static final int SMALL = 16 << 10;
    private static final int LARGE = MediumReaders.MOST;
    private static final int BLOCK = Manifest.BLOCK;

    private final OpenDisk disk;
    private final long end;
    private final long size;
    private final SentBlocks blocks;
    private final ReadAhead medium;
    private final byte[] small = new byte[SMALL];
    private final MessageDigest sha256 = DigestedPieces.sha256();
    private long position;
    private boolean measuring;
    private boolean large;

    /** {@code size} is the whole disk's, whose last block may be shorter. */
    public MeasuredPieces(OpenDisk disk, ByteRange range, long size, SentBlocks blocks, MediumReaders readers) {
        this.disk = disk;
        this.position = range.first();
        this.end = range.last() + 1;
        this.size = size;
        this.blocks = blocks;
        this.medium = new ReadAhead(disk, end, readers);
    }

    @Override
    public void resize(boolean toLarge) {
        large = toLarge;
        medium.rest();
    }

    @Override
    public Piece next() throws IOException {
        if (position >= end) {
            return null;
        }
        int most = large ? LARGE : SMALL;
        // Up to where the next piece can begin aligned.
        int length = (int) Math.min(end - position, most - position % most);
        byte[] bytes = large ? medium.read(position, length) : small(length);
        measure(bytes, length);
        position += length;
        return new Piece(ByteBuffer.wrap(bytes, 0, length), length);
    }

    private byte[] small(int length) throws IOException {
        disk.read(ByteBuffer.wrap(small, 0, length), position);
        return small;
    }

    private void measure(byte[] bytes, int length) {
        if (position % BLOCK == 0) {
            measuring = true;
            sha256.reset();
        }
        if (measuring) {
            sha256.update(bytes, 0, length);
            long after = position + length;
            if (after % BLOCK == 0 || after == size) {
                // Before the bytes go out, so that whoever has got them can ask.
                blocks.put((after - 1) / BLOCK * BLOCK, sha256.digest());
            }
        }
    }

    @Override
    public void close() {
        DiskPieces.close(disk);
    }
}
