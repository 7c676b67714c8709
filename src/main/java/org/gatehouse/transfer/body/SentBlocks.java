package org.gatehouse.transfer.body;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The SHA-256 of the blocks of one disk that were sent last, for whoever has got them and asks. For any number of threads. */
public final class SentBlocks {
    private static final int MOST = 4096;

    private final Map<Long, byte[]> digests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MOST;
        }
    };

    /** Keeps the digest of the block at this offset. */
    public synchronized void put(long offset, byte[] sha256) {
        digests.put(offset, sha256);
    }

    /** The digest of the block at this offset, if it was sent whole, and not too long ago. */
    public synchronized Optional<byte[]> find(long offset) {
        return Optional.ofNullable(digests.get(offset));
    }
}
