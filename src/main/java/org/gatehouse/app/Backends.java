package org.gatehouse.app;

import org.gatehouse.cluster.Cluster;

/** Opens what the services stand in front of, each only when its service is there. Who has it opened closes it. */
interface Backends {
    Cluster cluster(Metrics metrics);

    NodeBackend node();

    TransferBackend transfers();
}
