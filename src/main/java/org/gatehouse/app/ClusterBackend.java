package org.gatehouse.app;

import java.util.function.Supplier;
import org.gatehouse.cluster.Cluster;
import org.gatehouse.transfer.service.Transfers;

/**
 * A cluster, as the Remote API sees it.
 *
 * @param cluster its jobs and queries
 * @param transfers of its instances, which use the cluster
 */
record ClusterBackend(Cluster cluster, Transfers transfers) implements AutoCloseable {

    /** An open cluster with its transfers; closes the cluster if they cannot be opened. */
    static ClusterBackend open(Cluster cluster, Supplier<Transfers> transfers) {
        try {
            return new ClusterBackend(cluster, transfers.get());
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public void close() {
        transfers.close();
        cluster.close();
    }
}
