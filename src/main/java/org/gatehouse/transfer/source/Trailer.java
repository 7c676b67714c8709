package org.gatehouse.transfer.source;

import java.util.Base64;
import java.util.Map;

/** The digest of a whole disk that follows its bytes (RFC 9530). One thread completes it, another may ask for it. */
final class Trailer {
    private final Traffic traffic;
    private volatile Map<String, String> fields = Map.of();

    Trailer(Traffic traffic) {
        this.traffic = traffic;
    }

    /** Everything was sent, and this is its SHA-256. */
    void complete(byte[] sha256) {
        String base64 = Base64.getEncoder().encodeToString(sha256);
        traffic.digested(base64);
        fields = Map.of("Repr-Digest", Contents.reprDigest(base64));
    }

    /** The trailer fields; none as long as it is not complete. */
    Map<String, String> fields() {
        return fields;
    }
}
