package org.gatehouse.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Buffers and reads that suit {@link OpenDisk#medium}, which may have no cache between. For any number of threads. */
public final class Aligned {
    private Aligned() {}

    /** A buffer outside the heap whose address is aligned. */
    public static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(roundedUp(size) + OpenDisk.ALIGNMENT).alignedSlice(OpenDisk.ALIGNMENT);
    }

    /** Whether what is next in the buffer can go to this position past a cache. */
    public static boolean is(ByteBuffer bytes, long position) {
        return position % OpenDisk.ALIGNMENT == 0
                && bytes.isDirect()
                && bytes.alignmentOffset(bytes.position(), OpenDisk.ALIGNMENT) == 0;
    }

    private static int roundedUp(int length) {
        return Math.addExact(length, OpenDisk.ALIGNMENT - 1) & -OpenDisk.ALIGNMENT;
    }

    /**
     * Reads what whole units this is in, into a buffer made by {@link #buffer}, which has room for a unit more if the position is no
     * unit's beginning; leaves exactly what was asked for between the buffer's position and its limit.
     */
    public static void read(FileChannel medium, ByteBuffer into, long position, int length) throws IOException {
        int before = (int) (position % OpenDisk.ALIGNMENT);
        long begin = position - before;
        int end = before + length;
        into.clear().limit(roundedUp(end));
        while (into.position() < end) {
            if (medium.read(into, begin + into.position()) < 0) {
                throw new EOFException("the disk ends at " + (begin + into.position()));
            }
        }
        into.limit(end).position(before);
    }
}
