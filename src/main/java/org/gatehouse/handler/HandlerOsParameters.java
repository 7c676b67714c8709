package org.gatehouse.handler;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.NodeCalls;
import org.gatehouse.cluster.PrivateOsParameters;

/** Private OS parameters of a real cluster: the handler reads them in the master's configuration. */
public final class HandlerOsParameters implements PrivateOsParameters {
    private static final String NO_ANSWER = "the handler's answer is none";

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
        throw new IOException(NO_ANSWER);
    }

    @Override
    public Map<String, Object> values(String instance) throws IOException {
        if (handler.ask(VALUES_CALL, instance) instanceof Map<?, ?> members) {
            Map<String, Object> values = new LinkedHashMap<>();
            members.forEach((name, value) -> values.put(String.valueOf(name), value));
            return values;
        }
        throw new IOException(NO_ANSWER);
    }
}
