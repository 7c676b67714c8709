package org.gatehouse.transfer.pull;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A disk of any size in memory: blocks with data, and zeros. */
public final class TestDisk {
    public static final int BLOCK = 64 * 1024;

    private final long size;
    private final Map<Long, byte[]> blocks = new TreeMap<>();

    public TestDisk(long size) {
        this.size = size;
    }

    /** A disk full of noise. */
    public static TestDisk full(long size, long seed) {
        TestDisk disk = new TestDisk(size);
        for (long at = 0; at < size; at += BLOCK) {
            disk.fill(at, seed + at);
        }
        return disk;
    }

    /** Fills the block that begins here with noise. */
    public void fill(long offset, long seed) {
        byte[] bytes = new byte[(int) Math.min(BLOCK, size - offset)];
        new Random(seed).nextBytes(bytes);
        blocks.put(offset, bytes);
    }

    public long size() {
        return size;
    }

    public Map<Long, byte[]> blocks() {
        return blocks;
    }

    public byte[] read(long from, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            long at = from + bytes.position();
            int begin = (int) (at % BLOCK);
            int count = Math.min(BLOCK - begin, bytes.remaining());
            byte[] block = blocks.get(at - begin);
            if (block == null) {
                bytes.position(bytes.position() + count);
            } else {
                bytes.put(block, begin, count);
            }
        }
        return bytes.array();
    }

    public byte[] all() {
        return read(0, (int) size);
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest(bytes));
    }

    static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] damaged(byte[] bytes, int at) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        copy[at] ^= 1;
        return copy;
    }
}
