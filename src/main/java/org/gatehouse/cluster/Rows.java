package org.gatehouse.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Rows of JSON values, one at a time, as the back end produces them. Whoever receives one closes it, read to its end or
 * not. Used by one thread at a time. Reading may fail with a {@link ClusterException} at any row.
 */
public interface Rows extends AutoCloseable {

    /** The next row, or empty after the last. */
    Optional<List<Object>> next();

    @Override
    void close();
}
