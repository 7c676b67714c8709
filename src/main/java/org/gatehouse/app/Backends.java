package org.gatehouse.app;

import org.gatehouse.cluster.Cluster;
import org.gatehouse.transfer.service.Transfers;

/** Opens what the services stand in front of, each only when its service is there. Who has it opened closes it. */
interface Backends {
    Cluster cluster(Metrics metrics);

    /** The transfers of a cluster that was opened here. */
    Transfers transfers(Cluster cluster);

    NodeBackend node();

    TransferBackend transfers();
}
