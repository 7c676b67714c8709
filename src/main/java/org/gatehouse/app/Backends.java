package org.gatehouse.app;

import java.util.Optional;
import org.gatehouse.transfer.node.TransferNode;

/** Opens what the services stand in front of, each only when its service is there. Who has it opened closes it. */
interface Backends {
    /** {@code transfers} are what the cluster's nodes do for transfers, if they live in this process. */
    ClusterBackend cluster(Metrics metrics, Optional<TransferNode> transfers);

    NodeBackend node();

    TransferBackend transfers();
}
