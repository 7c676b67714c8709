package org.gatehouse.app;

import java.util.Optional;
import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.transfer.node.NodePem;
import org.gatehouse.transfer.node.Preparation;
import org.gatehouse.transfer.record.TransferRecords;

/**
 * What this node gives out and fills.
 *
 * @param records of its transfers
 * @param disks that they are about
 * @param targets the disks that are filled
 * @param node the node's own certificate, and its key where this process may read that
 * @param preparation what gives disks out, if not somebody with the node's own rights
 */
record TransferBackend(
        TransferRecords records,
        SourceDisks disks,
        TargetDisks targets,
        NodePem node,
        Optional<Preparation> preparation) {}
