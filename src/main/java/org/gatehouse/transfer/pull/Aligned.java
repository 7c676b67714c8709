package org.gatehouse.transfer.pull;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Buffers and reads that suit a medium without a cache between. */
final class Aligned {
    private Aligned() {}

    /** A buffer outside the heap whose address is aligned. */
    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(roundedUp(size) + PullTarget.ALIGNMENT).alignedSlice(PullTarget.ALIGNMENT);
    }

    /** Whether what is next in the buffer can go to this position past a cache. */
    static boolean is(ByteBuffer bytes, long position) {
        return position % PullTarget.ALIGNMENT == 0
                && bytes.isDirect()
                && bytes.alignmentOffset(bytes.position(), PullTarget.ALIGNMENT) == 0;
    }

    static int roundedUp(int length) {
        return Math.addExact(length, PullTarget.ALIGNMENT - 1) & -PullTarget.ALIGNMENT;
    }

    /** Reads at least this much in whole units; leaves exactly the length between the buffer's position 0 and its limit. */
    static void read(FileChannel medium, ByteBuffer into, long position, int length) throws IOException {
        into.clear().limit(roundedUp(length));
        while (into.position() < length) {
            int count = medium.read(into, position + into.position());
            if (count < 0) {
                throw new EOFException("it ends at " + (position + into.position()) + ", before what was written");
            }
        }
        into.position(0).limit(length);
    }
}
