package org.gatehouse.transfer.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.transfer.pull.PullJournal;
import org.gatehouse.transfer.pull.PullTarget;

/**
 * A target for a disk that goes out in its order, and its journal in one: what is written is held until it is verified. For a pull
 * with one connection, which brings one run of blocks after the other. The stream stays its owner's.
 */
final class OrderedOutput implements PullTarget, PullJournal {
    private static final int CHUNK = 1 << 16;

    private final OutputStream out;
    private final long size;
    private final Map<Long, byte[]> held = new HashMap<>();
    private long given;
    private int blockSize;

    OrderedOutput(OutputStream out, long size) {
        this.out = out;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean blank() {
        return false;
    }

    @Override
    public synchronized void write(ByteBuffer bytes, long position) {
        long at = position;
        while (bytes.hasRemaining()) {
            byte[] block = held.computeIfAbsent(at / blockSize, index -> new byte[blockSize]);
            int begin = (int) (at % blockSize);
            int length = Math.min(blockSize - begin, bytes.remaining());
            bytes.get(block, begin, length);
            at += length;
        }
    }

    @Override
    public void zeros(long position, long length) {
        // They go out before what follows them.
    }

    @Override
    public void sync() {}

    @Override
    public synchronized void readBack(ByteBuffer into, long position, int length) throws IOException {
        into.clear();
        while (into.position() < length) {
            long at = position + into.position();
            byte[] block = held.get(at / blockSize);
            if (block == null) {
                throw new IOException("nothing was written at " + at);
            }
            int begin = (int) (at % blockSize);
            into.put(block, begin, Math.min(blockSize - begin, length - into.position()));
        }
        into.flip();
    }

    @Override
    public boolean isNew() {
        return true;
    }

    @Override
    public State bind(String entityTag, long size, int blockSize) {
        this.blockSize = blockSize;
        return State.NEW;
    }

    @Override
    public boolean has(long block) {
        return false;
    }

    @Override
    public synchronized void verified(long first, int count) throws IOException {
        long end = Math.min(size, (first + count) * blockSize);
        zerosUpTo(first * blockSize);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        while (given < end) {
            int length = (int) Math.min(CHUNK, end - given);
            readBack(chunk, given, length);
            out.write(chunk.array(), 0, length);
            given += length;
        }
        held.clear();
    }

    /** The disk is whole: gives out the zeros at its end. */
    synchronized void finish() throws IOException {
        zerosUpTo(size);
        out.flush();
    }

    private void zerosUpTo(long position) throws IOException {
        byte[] zeros = new byte[CHUNK];
        while (given < position) {
            int length = (int) Math.min(CHUNK, position - given);
            out.write(zeros, 0, length);
            given += length;
        }
    }

    @Override
    public void forget() {}

    @Override
    public void close() {}
}
