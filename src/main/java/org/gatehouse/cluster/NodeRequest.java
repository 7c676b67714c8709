package org.gatehouse.cluster;

import java.io.InputStream;
import java.util.Objects;

/**
 * A call to make.
 *
 * @param id names the call in logs
 * @param method the operation, {@code blockdev_wipe} say
 * @param caller who asks, for logs
 * @param body the arguments, a JSON text that is passed on byte by byte; whoever made the request closes it
 */
public record NodeRequest(String id, String method, String caller, InputStream body) {
    /** Checks that nothing is missing. */
    public NodeRequest {
        Objects.requireNonNull(id);
        Objects.requireNonNull(method);
        Objects.requireNonNull(caller);
        Objects.requireNonNull(body);
    }
}
