package org.gatehouse.cluster;

import java.time.Duration;

/** A cluster, reached in one way or another: all its ports, and their owner. Any thread may use it; closing ends every call. */
public interface Cluster extends AutoCloseable {

    /** Its job queue. */
    JobQueue jobs();

    /** What can be read from it. */
    Queries queries();

    /** Its job queue's filter rules. */
    Filters filters();

    /** Returns if the cluster answers within {@code limit}, else fails with the {@link ClusterException} that says why not. */
    void probe(Duration limit);

    @Override
    void close();
}
