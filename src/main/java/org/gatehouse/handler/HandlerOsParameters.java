package org.gatehouse.handler;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.PrivateOsParameters;

/** Private OS parameters of a real cluster: the handler looks into the master's configuration and tells their names alone. */
public final class HandlerOsParameters implements PrivateOsParameters {
    private final HandlerQuestions handler;

    /**
     * Asks this handler, which must be the master's.
     *
     * @param handler lent
     * @param limit how long an answer may take
     */
    public HandlerOsParameters(NodeCalls handler, Duration limit) {
        this.handler = new HandlerQuestions(handler, limit);
    }

    @Override
    public List<String> names(String instance) throws IOException {
        if (handler.ask("transfer_osparams", instance) instanceof List<?> names) {
            return names.stream().map(String::valueOf).toList();
        }
        throw new IOException("the handler's answer is none");
    }
}
