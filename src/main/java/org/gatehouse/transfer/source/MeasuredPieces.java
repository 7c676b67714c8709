package org.gatehouse.transfer.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.gatehouse.cluster.Aligned;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;

/**
 * A disk's bytes as they are, for a reader that will ask for the digests of their blocks: those that are sent whole are measured
 * on the way. Large pieces are read from the disk's medium, since nobody will read them a second time. Owns the open disk.
 */
final class MeasuredPieces implements Pieces {
    private static final int SMALL = 16 << 10;
    private static final int LARGE = 1 << 20;
    private static final int BLOCK = Manifest.BLOCK;

    private final OpenDisk disk;
    private final long end;
    private final long size;
    private final SentBlocks blocks;
    private final MessageDigest sha256 = DigestedPieces.sha256();
    private long position;
    private boolean measuring;
    private boolean large;
    private byte[] bytes = new byte[0];
    private ByteBuffer aligned = ByteBuffer.allocate(0);

    MeasuredPieces(OpenDisk disk, ByteRange range, Traffic traffic) {
        this.disk = disk;
        this.position = range.first();
        this.end = range.last() + 1;
        this.size = traffic.record().size();
        this.blocks = traffic.blocks();
    }

    @Override
    public void resize(boolean toLarge) {
        large = toLarge;
    }

    @Override
    public Piece next() throws IOException {
        if (position >= end) {
            return null;
        }
        int most = large ? LARGE : SMALL;
        if (bytes.length != most) {
            bytes = new byte[most];
            aligned = ByteBuffer.allocate(0);
        }
        // Up to where the next piece can begin aligned.
        int length = (int) Math.min(end - position, most - position % most);
        read(length);
        measure(length);
        position += length;
        return new Piece(ByteBuffer.wrap(bytes, 0, length), length);
    }

    private void read(int length) throws IOException {
        if (!large || disk.medium() == disk.data() || position % OpenDisk.ALIGNMENT != 0) {
            disk.read(ByteBuffer.wrap(bytes, 0, length), position);
            return;
        }
        if (aligned.capacity() < LARGE) {
            aligned = Aligned.buffer(LARGE);
        }
        Aligned.read(disk.medium(), aligned, position, length);
        aligned.get(bytes, 0, length);
    }

    private void measure(int length) {
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
