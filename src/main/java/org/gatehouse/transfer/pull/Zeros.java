package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What there is to do with zeros. */
final class Zeros {
    private static final int CHUNK = 1024 * 1024;

    /** Nobody writes to it. */
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(CHUNK).asReadOnlyBuffer();

    private Zeros() {}

    /** Whether all that remains in the buffer is zeros. */
    static boolean all(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit()) {
            int length = Math.min(CHUNK, bytes.limit() - at);
            if (bytes.slice(at, length).mismatch(NOTHING.slice(0, length)) >= 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    static void write(FileChannel file, long position, long length) throws IOException {
        long at = position;
        while (at < position + length) {
            ByteBuffer some = NOTHING.slice(0, (int) Math.min(CHUNK, position + length - at));
            at += file.write(some, at);
        }
    }
}
