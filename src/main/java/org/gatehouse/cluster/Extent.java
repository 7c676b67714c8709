package org.gatehouse.cluster;

/**
 * A stretch of a disk that may hold data; what is in no extent reads as zeros.
 *
 * @param offset its first byte
 * @param length how many bytes, at least one
 */
public record Extent(long offset, long length) {
    /** Checks that it is a stretch. */
    public Extent {
        if (offset < 0 || length < 1 || offset + length < 0) {
            throw new IllegalArgumentException("no stretch of a disk: " + offset + "+" + length);
        }
    }

    /** The first byte after it. */
    public long end() {
        return offset + length;
    }
}
