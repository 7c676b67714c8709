package org.gatehouse.transfer.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.gatehouse.cluster.Extent;
import org.gatehouse.cluster.OpenDisk;
import org.gatehouse.http.ByteRange;

/** A disk's bytes as they are; nothing is read where there are none. Owns the open disk. */
final class DiskPieces implements Pieces {
    private static final Logger LOG = System.getLogger(DiskPieces.class.getName());
    /** What Java puts into a record of TLS 1.3: with less at the end of a piece there would be one that is hardly filled. */
    private static final int RECORD = 16_367;

    private static final int SMALL = RECORD;
    /** Tomcat keeps the end of every piece back until another thread has looked at the socket, so these had better be few. */
    static final int LARGE = 128 * RECORD;

    /** What is read at once: each thread keeps as much memory outside the heap for it, and there is not much of that. */
    private static final int READ = 8 * RECORD;

    private final OpenDisk disk;
    private final long end;
    private long position;
    private int size = SMALL;
    private final Iterator<Extent> extents;
    private Extent extent;
    private byte[] bytes = new byte[0];
    private boolean zeros;

    /** {@code extents} are in order; between them the disk is all zeros. */
    DiskPieces(OpenDisk disk, ByteRange range, List<Extent> extents) {
        this.disk = disk;
        this.extents = extents.iterator();
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
            zeros = true;
        }
        int length = (int) Math.min(size, end - position);
        if (isHole(length)) {
            if (!zeros) {
                Arrays.fill(bytes, (byte) 0);
                zeros = true;
            }
            position += length;
            return new Piece(ByteBuffer.wrap(bytes, 0, length), length);
        }
        zeros = false;
        ByteBuffer target = ByteBuffer.wrap(bytes, 0, length);
        while (target.position() < length) {
            target.limit(Math.min(length, target.position() + READ));
            if (disk.data().read(target, position + target.position()) < 0) {
                throw new IOException("the disk ends at " + (position + target.position()) + " instead of " + end);
            }
        }
        position += length;
        return new Piece(target.flip(), length);
    }

    /** Whether so many bytes from here on are in no extent. */
    private boolean isHole(int length) {
        while (extent == null || extent.end() <= position) {
            if (!extents.hasNext()) {
                return true;
            }
            extent = extents.next();
        }
        return extent.offset() >= position + length;
    }

    @Override
    public void close() {
        close(disk);
    }

    /** Lets go of a disk that was only read; that it does not close cannot harm it. */
    static void close(OpenDisk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a disk does not close", e);
        }
    }
}
