package org.gatehouse.handler;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.gatehouse.cluster.ClusterSecret;
import org.gatehouse.cluster.NodeCalls;

/** The cluster domain secret, which never leaves the handler: that signs and verifies. */
public final class HandlerSecret implements ClusterSecret {
    private final HandlerQuestions handler;

    /**
     * @param handler lent
     * @param limit how long an answer may take
     */
    public HandlerSecret(NodeCalls handler, Duration limit) {
        this.handler = new HandlerQuestions(handler, limit);
    }

    @Override
    public Signature sign(String text) throws IOException {
        if (handler.ask("transfer_sign", text) instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof String mac
                && pair.get(1) instanceof String salt) {
            return new Signature(mac, salt);
        }
        throw new IOException("the handler's signature is none");
    }

    @Override
    public boolean verify(String text, String mac, String salt) throws IOException {
        if (handler.ask("transfer_verify", text, mac, salt) instanceof Boolean verdict) {
            return verdict;
        }
        throw new IOException("the handler's verdict on a signature is none");
    }
}
