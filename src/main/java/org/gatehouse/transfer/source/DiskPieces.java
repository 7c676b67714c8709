package org.gatehouse.transfer.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;

/** A disk's bytes as they are. Owns the open disk. */
final class DiskPieces implements Pieces {
    private static final Logger LOG = System.getLogger(DiskPieces.class.getName());
    /** Long enough for the way to the socket to cost little, short enough to stay in a processor's cache. */
    static final int LARGE = 256 * 1024;

    private static final int SMALL = 16 * 1024;

    private final OpenDisk disk;
    private final long end;
    private long position;
    private int size = SMALL;
    private byte[] bytes = new byte[0];

    DiskPieces(OpenDisk disk, ByteRange range) {
        this.disk = disk;
        this.position = range.first();
        this.end = range.last() + 1;
    }

    @Override
    public void resize(boolean large) {
        size = large ? LARGE : SMALL;
    }

    @Override
    public Piece next() throws IOException {
        if (position >= end) {
            return null;
        }
        if (bytes.length != size) {
            bytes = new byte[size];
        }
        ByteBuffer target = ByteBuffer.wrap(bytes, 0, (int) Math.min(size, end - position));
        while (target.hasRemaining()) {
            if (disk.data().read(target, position + target.position()) < 0) {
                throw new IOException("the disk ends at " + (position + target.position()) + " instead of " + end);
            }
        }
        position += target.position();
        return new Piece(target.flip(), target.limit());
    }

    @Override
    public void close() {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a disk does not close", e);
        }
    }
}
