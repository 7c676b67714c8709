package org.gatehouse.embedded.queue;

import java.util.List;
import java.util.Optional;
import org.gatehouse.opcode.Opcode;

/** What a job needs to run. */
interface Workshop {

    Operations operations();

    Locks locks();

    JobWriter writer();

    /** The time now, as jobs carry it. */
    List<Object> now();

    /** The status of any job. */
    Optional<String> statusOf(long job);

    /** Queues jobs that a job asks for, however long the store refuses them. */
    List<List<Object>> submit(List<List<Opcode>> jobs) throws InterruptedException;

    /** Hears that a job has ended and that this is on disk. */
    void ended(Job job);

    /** Whether an interruption means that the cluster is being closed. */
    boolean isClosing();
}
