package org.gatehouse.transfer.body;

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
public final class DiskPieces implements Pieces {
    private static final Logger LOG = System.getLogger(DiskPieces.class.getName());
    /** What Java puts into a record of TLS 1.3: with less at the end of a piece there would be one that is hardly filled. */
    private static final int RECORD = 16_367;

    private static final int SMALL = RECORD;
    /** What of it the connection does not take, a container copies. */
    private static final int LARGE = 32 * RECORD;
    /** A medium is as fast as it can be only with large ones; one is on its way while the next is being fetched. */
    private static final int FROM_MEDIUM = 64 * RECORD;
    /** What large pieces of one body take at most. */
    public static final int MOST_MEMORY = 2 * FROM_MEDIUM;

    private final OpenDisk disk;
    private final ReadAhead medium;
    private final long end;
    private long position;
    private int size = SMALL;
    private boolean fromMedium;
    private final Iterator<Extent> extents;
    private Extent extent;
    private byte[] bytes = new byte[0];
    private boolean zeros;

    /** {@code extents} are in order; between them the disk is all zeros. */
    public DiskPieces(OpenDisk disk, ByteRange range, List<Extent> extents, MediumReaders readers) {
        this.disk = disk;
        this.extents = extents.iterator();
        this.position = range.first();
        this.end = range.last() + 1;
        this.medium = new ReadAhead(disk, end, readers);
    }

    @Override
    public void resize(boolean large) {
        fromMedium = large && disk.hasMedium();
        size = fromMedium ? FROM_MEDIUM : large ? LARGE : SMALL;
        medium.rest();
    }

    @Override
    public Piece next() throws IOException {
        if (position >= end) {
            return null;
        }
        int length = (int) Math.min(size, end - position);
        byte[] piece;
        if (isHole(length)) {
            piece = zeros();
        } else if (fromMedium) {
            piece = medium.read(position, length);
        } else {
            piece = array();
            zeros = false;
            disk.read(ByteBuffer.wrap(piece, 0, length), position);
        }
        position += length;
        return new Piece(ByteBuffer.wrap(piece, 0, length), length);
    }

    private byte[] array() {
        if (bytes.length != size) {
            bytes = new byte[size];
            zeros = true;
        }
        return bytes;
    }

    private byte[] zeros() {
        byte[] piece = array();
        if (!zeros) {
            Arrays.fill(piece, (byte) 0);
            zeros = true;
        }
        return piece;
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
    public static void close(OpenDisk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a disk does not close", e);
        }
    }
}
