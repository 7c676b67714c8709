package org.gatehouse.cluster;

import java.io.IOException;
import java.util.Objects;

/**
 * The secret that clusters share which move instances to each other, in the hands of whoever may read it. Calls block for a
 * moment; any thread may call.
 */
public interface ClusterSecret {

    /**
     * A signature.
     *
     * @param mac HMAC-SHA1 over salt and text, in hexadecimal digits
     * @param salt letters and digits
     */
    record Signature(String mac, String salt) {
        /** Checks that nothing is missing. */
        public Signature {
            Objects.requireNonNull(mac);
            Objects.requireNonNull(salt);
        }
    }

    /** Signs a text with a new salt. */
    Signature sign(String text) throws IOException;

    /** Whether this signature is the text's. */
    boolean verify(String text, String mac, String salt) throws IOException;
}
