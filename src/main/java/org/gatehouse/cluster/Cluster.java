package org.gatehouse.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    /**
     * Prepares for {@link #close}: starts none of the jobs that run in this process, and lets those that have begun end. They stay in
     * the queue for the next process. The stage completes when none runs; clusters whose jobs run elsewhere have nothing to wait for.
     */
    default CompletionStage<Void> beginStop() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    void close();
}
