package org.gatehouse.transfer.pull;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256. */
final class Digest {
    private static final int LENGTH = 32;
    private static final int CHUNK = 64 * 1024;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes");
        }
        this.bytes = bytes;
    }

    static Digest of(byte[] bytes) {
        return new Digest(bytes.clone());
    }

    static Digest of(String hexadecimal) {
        return new Digest(HexFormat.of().parseHex(hexadecimal));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(digest.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Computes digests, of buffers outside the heap too. Used by one thread. */
    static final class Meter {
        private final MessageDigest sha256;
        private final byte[] chunk = new byte[CHUNK];

        Meter() {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        void update(ByteBuffer bytes) {
            // The platform's own way takes such buffers in pieces of 4 KiB.
            while (bytes.hasRemaining()) {
                int length = Math.min(CHUNK, bytes.remaining());
                bytes.get(chunk, 0, length);
                sha256.update(chunk, 0, length);
            }
        }

        Digest digest() {
            return new Digest(sha256.digest());
        }
    }
}
