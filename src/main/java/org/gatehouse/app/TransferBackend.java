package org.gatehouse.app;

import org.gatehouse.cluster.SourceDisks;
import org.gatehouse.transfer.record.TransferRecords;

/**
 * What this node gives out.
 *
 * @param records of its transfers
 * @param disks that they are about
 */
record TransferBackend(TransferRecords records, SourceDisks disks) {}
