package org.gatehouse.transfer.identity;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Certificates that vouch for nobody but themselves. */
public final class SelfSigned {
    private SelfSigned() {}

    /** A certificate for a node that is server and client, good for ten years. */
    public static X509Certificate certificate(TransferKey key, String commonName) throws IOException {
        return Leaf.selfSigned(key, commonName, Instant.now());
    }
}
