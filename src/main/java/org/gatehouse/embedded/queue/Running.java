package org.gatehouse.embedded.queue;

import java.util.List;
import org.gatehouse.opcode.Opcode;

/** The job that an opcode is part of, while it runs. */
public interface Running {

    /** The job's id. */
    long job();

    /** The opcode's place among the job's, from 0. */
    int index();

    /** Adds a line to the opcode's log. */
    void log(String message);

    /** Adds an entry of that type to the opcode's log, {@code delay-test} say; the payload is a JSON value. */
    void log(String type, Object payload);

    /**
     * Queues jobs, which may depend on each other by negative ids, and answers with a pair for each: {@code [true, id]} or
     * {@code [false, text]}. Priority, comment and reason trail are this opcode's where the new ones do not say their own. Waits
     * while the store refuses them, as on a full disk.
     */
    List<List<Object>> submit(List<List<Opcode>> jobs) throws InterruptedException;

    /**
     * Shows the opcode as this from now on: names expanded, what was left open decided. Jobs of Ganeti show what became of
     * their opcodes, not what was submitted.
     */
    void amend(Opcode opcode);
}
