package org.gatehouse.transfer.body;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Extent;
import org.gatehouse.transfer.record.TransferRecord;

/** The list of a disk's blocks that may hold data, made at once, with their digests or without. Owns what tells the digests. */
public final class BlockPieces implements Pieces {
    private static final int LINES_AT_ONCE = 256;
    private static final int BLOCK = Manifest.BLOCK;

    private final TransferRecord record;
    private final long to;
    private final Iterator<Extent> extents;
    private final Optional<BlockReader> digests;
    private final BlockLines lines = new BlockLines();
    private boolean begun;
    private boolean ended;
    private long next;
    private long end;

    /** Up to the block that begins at {@code to}, which is not in it; {@code extents} are where there may be data; without {@code digests} they are left out. */
    public BlockPieces(TransferRecord record, long from, long to, List<Extent> extents, Optional<BlockReader> digests) {
        this.record = record;
        this.to = to;
        this.extents = extents.iterator();
        this.digests = digests;
        // Only a block that reaches beyond where the list begins is in it.
        this.next = from / BLOCK * BLOCK;
    }

    @Override
    public Piece next() throws IOException {
        if (ended) {
            return null;
        }
        if (!begun) {
            begun = true;
            lines.head(record, digests.isPresent() ? "sha-256" : "later");
        }
        boolean more = true;
        for (int i = 0; i < LINES_AT_ONCE && more; i++) {
            // To read a block takes a while: what is there already goes first.
            if (i > 0 && findNext() && digests.isPresent() && !digests.get().knows(next)) {
                break;
            }
            more = line();
        }
        if (!more) {
            ended = true;
            lines.end();
        }
        return lines.take();
    }

    /** Whether there is another block; then {@link #next} is where. */
    private boolean findNext() {
        while (next >= end) {
            if (!extents.hasNext()) {
                return false;
            }
            Extent extent = extents.next();
            end = Math.min(record.size(), extent.end());
            next = Math.max(next, extent.offset() / BLOCK * BLOCK);
        }
        return next < to;
    }

    private boolean line() throws IOException {
        if (!findNext()) {
            return false;
        }
        int length = (int) Math.min(BLOCK, record.size() - next);
        if (digests.isPresent()) {
            lines.block(next, length, digests.get().digest(next, length));
        } else {
            lines.block(next, length);
        }
        next += BLOCK;
        return true;
    }

    @Override
    public void close() {
        digests.ifPresent(BlockReader::close);
    }
}
