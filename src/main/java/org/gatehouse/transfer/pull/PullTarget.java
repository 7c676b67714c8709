package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a disk is pulled onto. Several threads write and read at once, never the same bytes. Whoever has it closes it. */
public interface PullTarget extends AutoCloseable {
    /** What the positions of {@link #readBack} and its buffers' addresses are multiples of. */
    int ALIGNMENT = org.gatehouse.cluster.OpenDisk.ALIGNMENT;

    /** In bytes. */
    long size();

    /** Whether everything that was not written since the pull's journal began reads as zeros. */
    boolean blank();

    /** Writes what remains in the buffer. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Makes this part zeros, leaving or making holes where it can. */
    void zeros(long position, long length) throws IOException;

    /** Returns when all that was written would survive a loss of power. */
    void sync() throws IOException;

    /**
     * Reads from the medium, past caches where that is possible, at least {@code length} bytes from {@code position} on, into a
     * buffer that is aligned and, from its position 0 on, has room for the length rounded up to {@link #ALIGNMENT}.
     */
    void readBack(ByteBuffer into, long position, int length) throws IOException;

    @Override
    void close() throws IOException;
}
