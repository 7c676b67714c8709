package org.gatehouse.transfer.source;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.gatehouse.transfer.record.TransferId;

/** What becomes of the transfers that this node gives out. Any thread may ask. */
public interface SourceTransfers {

    /** Where a transfer stands; one that nobody knows is {@link Status.State#GONE}. */
    Status status(TransferId id);

    /**
     * Waits until none of them is open any more, but not longer than {@code most}. To tell progress meanwhile, wait a second
     * at a time.
     *
     * @return where they stand now, in the order of {@code ids}
     */
    List<Status> await(Collection<TransferId> ids, Duration most) throws InterruptedException;

    /** Breaks off what is being sent of a transfer and forgets what became of it. Its record has to be gone already. */
    void forget(TransferId id);
}
