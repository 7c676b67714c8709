package org.gatehouse.transfer.service;

import java.time.Duration;
import org.gatehouse.cluster.JobId;
import org.gatehouse.opcode.Opcode;

/** Has a job of its own queued for everything. Which one it waits for is in the transfer's file. */
final class QueuedJobs implements Attendant {
    private final Surroundings surroundings;
    private final Transfer transfer;

    QueuedJobs(Surroundings surroundings, Transfer transfer) {
        this.surroundings = surroundings;
        this.transfer = transfer;
    }

    @Override
    public void carryOut(Opcode opcode, String what, Duration limit) throws WorkException, InterruptedException {
        JobId job = surroundings.work().submit(opcode, transfer.id());
        surroundings.work().await(job, what, limit);
    }

    @Override
    public void make() throws WorkException {
        throw WorkException.refused("there is no job that would make the instance");
    }

    @Override
    public void looked() {
        // Whoever wants to know asks for the document.
    }
}
