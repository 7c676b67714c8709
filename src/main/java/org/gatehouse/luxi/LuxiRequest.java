package org.gatehouse.luxi;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One LUXI call.
 *
 * @param method luxid's name of it
 * @param args its arguments as JSON values
 * @param changes whether it may change the cluster, and so must not be delivered twice
 * @param limit how long it may take until the answer begins
 */
record LuxiRequest(String method, List<Object> args, boolean changes, Duration limit) {
    /** Ends every message, in both directions. */
    static final byte END = 3;

    /** What this client says it speaks; luxid does not check it and never says its own. */
    static final int VERSION = 3_000_000;

    /** The whole message. */
    byte[] encode() {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("method", method);
        envelope.put("args", args);
        envelope.put("version", VERSION);
        return LuxiJson.write(envelope, END);
    }
}
