package org.gatehouse.transfer.pull;

import java.net.URI;

/**
 * A disk that some node gives out.
 *
 * @param contents where its bytes are; the list of its blocks is beside it, under the name {@code blocks}
 * @param done where to say how it ended
 * @param size in bytes
 */
public record PullSource(URI contents, URI done, long size) {
    /** Fails with {@link IllegalArgumentException} unless both addresses are HTTPS with a host, and the size is one. */
    public PullSource {
        check(contents);
        check(done);
        if (size < 0) {
            throw new IllegalArgumentException("a disk of " + size + " bytes");
        }
    }

    private static void check(URI address) {
        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException("not an https address: " + address);
        }
    }

    /** Where the list of the blocks is, from this offset on, if the source likes without their digests. */
    URI blocks(long from) {
        return contents.resolve("blocks?digests=later" + (from == 0 ? "" : "&from=" + from));
    }

    /** Where the digests of these blocks are. */
    URI digests(long from, long to) {
        return contents.resolve("blocks?from=" + from + "&to=" + to);
    }
}
