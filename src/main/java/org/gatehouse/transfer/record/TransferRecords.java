package org.gatehouse.transfer.record;

import java.util.Optional;

/** The records of this node's transfers. Any thread may ask. */
@FunctionalInterface
public interface TransferRecords {

    /**
     * The record of this id. Empty if there is none.
     *
     * @throws RecordException if there is one that must not be believed: a wrong signature, another node's, or not whole
     */
    Optional<TransferRecord> find(TransferId id) throws RecordException;
}
