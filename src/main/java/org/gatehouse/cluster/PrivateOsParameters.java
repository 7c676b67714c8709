package org.gatehouse.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The private OS parameters that instances set themselves. Neither queries nor jobs tell that an instance has any. Values must
 * not reach a log. Calls block for a moment; any thread may call.
 */
public interface PrivateOsParameters {
    /**
     * The handler's call that tells values. Only this process makes it: the listener for node calls refuses it, because answers
     * of node calls are kept for others to see.
     */
    String VALUES_CALL = "transfer_osparams_values";

    /** The names of the parameters of the instance with this UUID, sorted. Fails if they cannot be found out. */
    List<String> names(String instance) throws IOException;

    /** The same parameters with their values. Messages of failures have no values in them. */
    Map<String, Object> values(String instance) throws IOException;
}
