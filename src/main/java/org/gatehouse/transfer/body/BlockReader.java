package org.gatehouse.transfer.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.gatehouse.cluster.OpenDisk;

/** Finds out the SHA-256 of blocks: of what was sent just now it is known, other blocks are read. Owns the open disk. One thread. */
public final class BlockReader implements AutoCloseable {
    private static final int PIECE = 256 * 1024;

    private final OpenDisk disk;
    private final SentBlocks sent;
    private byte[] bytes = new byte[0];

    /** Owns the disk from now on; {@code sent} is lent. */
    public BlockReader(OpenDisk disk, SentBlocks sent) {
        this.disk = disk;
        this.sent = sent;
    }

    /** Whether the digest of the block at this offset is known. */
    boolean knows(long offset) {
        return sent.find(offset).isPresent();
    }

    /** The digest of a block. */
    byte[] digest(long offset, int length) throws IOException {
        Optional<byte[]> known = sent.find(offset);
        return known.isPresent() ? known.get() : read(offset, length);
    }

    private byte[] read(long offset, int length) throws IOException {
        if (bytes.length == 0) {
            bytes = new byte[PIECE];
        }
        MessageDigest sha256 = DigestedPieces.sha256();
        for (int done = 0; done < length; done += PIECE) {
            int size = Math.min(PIECE, length - done);
            disk.read(ByteBuffer.wrap(bytes, 0, size), offset + done);
            sha256.update(bytes, 0, size);
        }
        return sha256.digest();
    }

    @Override
    public void close() {
        DiskPieces.close(disk);
    }
}
