package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The target and its journal, whose failures end the pull. For any number of threads; the buffers are the callers'. */
final class Storage {
    /** What is read back at once, and what a buffer for that must hold. */
    static final int CHUNK = 1024 * 1024;

    private final PullTarget target;
    private final PullJournal journal;
    private int blockSize;
    private boolean dirty;
    private boolean stale;
    private boolean fresh;

    Storage(PullTarget target, PullJournal journal) {
        this.target = target;
        this.journal = journal;
    }

    /** Binds the journal to the disk's state. Called once, before everything else. */
    void bind(String entityTag, long size, int blockSize) throws PullException {
        this.blockSize = blockSize;
        if (target.size() < size) {
            throw new PullException(
                    PullException.Kind.TARGET,
                    "the target has " + target.size() + " bytes, fewer than the disk's " + size,
                    null);
        }
        try {
            fresh = journal.isNew();
            if (fresh) {
                // That it is blank must be as lasting as the journal that relies on it.
                target.sync();
            }
            stale = journal.bind(entityTag, size, blockSize) == PullJournal.State.OTHER;
            dirty = stale || !target.blank();
            if (dirty && target.size() > size) {
                target.zeros(size, target.size() - size);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Whether parts without data have to be written, since something may be there. */
    boolean dirty() {
        return dirty;
    }

    /** Whether the target may hold this disk's data from an earlier pull, of which the journal knows nothing. */
    boolean stale() {
        return stale;
    }

    /** Whether nothing was written before this pull. */
    boolean wasNew() {
        return fresh;
    }

    boolean has(Block block) {
        return journal.has(block.offset() / blockSize);
    }

    void write(ByteBuffer bytes, long position) throws PullException {
        try {
            target.write(bytes, position);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    void zeros(long position, long length) throws PullException {
        try {
            target.zeros(position, length);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    void sync() throws PullException {
        try {
            target.sync();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Notes blocks that follow each other. */
    void verified(List<Block> blocks) throws PullException {
        try {
            journal.verified(blocks.get(0).offset() / blockSize, blocks.size());
        } catch (IOException e) {
            throw new PullException(PullException.Kind.TARGET, "the journal cannot be written: " + Failures.text(e), e);
        }
    }

    void forget() throws PullException {
        try {
            journal.forget();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The blocks that, read back, are not what they should be. */
    List<Block> wrong(List<Block> blocks, ByteBuffer buffer) throws PullException {
        List<Block> wrong = new ArrayList<>();
        for (Block block : blocks) {
            if (block.digest().isPresent()) {
                Digest.Meter meter = new Digest.Meter();
                read(block.offset(), block.length(), buffer, meter);
                if (!meter.digest().equals(block.digest().get())) {
                    wrong.add(block);
                }
            }
        }
        return wrong;
    }

    /** Reads a part back into a digest. */
    void read(long offset, long length, ByteBuffer buffer, Digest.Meter meter) throws PullException {
        long end = offset + length;
        try {
            for (long at = offset; at < end; at += CHUNK) {
                target.readBack(buffer, at, (int) Math.min(CHUNK, end - at));
                meter.update(buffer);
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static PullException broken(IOException failure) {
        return new PullException(PullException.Kind.TARGET, "the target failed: " + Failures.text(failure), failure);
    }
}
