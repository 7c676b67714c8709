package org.gatehouse.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.gatehouse.opcode.Opcode;

/** The cluster's job queue. Any thread may call. */
public interface JobQueue {

    /**
     * Queues one job of these opcodes and answers with its id, blocking until then. Never queues it twice: when it cannot
     * be known whether the cluster took the job, this fails.
     */
    JobId submit(List<Opcode> opcodes);

    /** Asks for a job to be cancelled: a pair of success and explanation. Blocks; may take seconds. */
    List<Object> cancel(JobId job);

    /**
     * Waits, without holding a thread, until a job differs from what the watcher knows, it is finished, or the watch's
     * limit has passed. Empty where the cluster says in so many words that nothing changed. Fails with
     * {@link ClusterException}, at once with {@link ClusterException.Reason#BUSY} when too many wait already.
     */
    CompletionStage<Optional<JobChange>> awaitChange(JobWatch watch);
}
