package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Remembers which blocks of a target are written, synced and verified. For any number of threads. Whoever opened it closes it.
 */
public interface PullJournal extends AutoCloseable {

    /** What a journal knows of the disk that it is bound to. */
    enum State {
        /** Nothing was written before. */
        NEW,
        /** It was bound to the same disk. */
        SAME,
        /** The target holds some of another disk, or of another state of it: it is blank no more. */
        OTHER
    }

    /** Whether nothing was ever bound to it, so that the target has to be made blank. */
    boolean isNew();

    /** Binds it to the state of a disk that this entity tag names; what it knew of another is forgotten. */
    State bind(String entityTag, long size, int blockSize) throws IOException;

    /** Whether this block is verified. */
    boolean has(long block);

    /** Notes blocks as verified, in a way that survives a loss of power. They must be synced. */
    void verified(long first, int count) throws IOException;

    /** Forgets all blocks: what was found is wrong. */
    void forget() throws IOException;

    @Override
    void close() throws IOException;

    /** A journal in this file, made if it is not there. */
    static PullJournal open(Path file) throws IOException {
        return new FileJournal(file);
    }

    /** A journal that does not outlive the pull. */
    static PullJournal none() {
        return new NoJournal();
    }
}
