package org.gatehouse.transfer.identity;

import java.io.IOException;
import org.gatehouse.cluster.ClusterSecret;

/** Signs with a secret that somebody else holds. As thread-safe as that. */
public final class SecretSigner implements Signer {
    private final ClusterSecret secret;

    /** Signs with this. */
    public SecretSigner(ClusterSecret secret) {
        this.secret = secret;
    }

    @Override
    public Signed sign(String text) throws IOException {
        ClusterSecret.Signature signature = secret.sign(text);
        return new Signed(signature.mac(), signature.salt());
    }

    @Override
    public boolean verify(String text, String mac, String salt) throws IOException {
        return secret.verify(text, mac, salt);
    }
}
