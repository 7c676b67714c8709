package org.gatehouse.embedded.queue;

import java.util.Set;
import org.gatehouse.opcode.Opcode;

/** What opcodes mean: the queue asks for the locks they need and has them carried out. Used by many threads at once. */
public interface Operations {

    /**
     * The locks that an opcode needs. Asked without any lock held when its turn has come, and again once the answer's locks
     * are held: if more are needed then, all are given back and asked for anew. May fail with a
     * {@link org.gatehouse.cluster.ClusterException}, which ends the opcode.
     */
    Set<LockRequest> locks(Opcode opcode);

    /**
     * Carries the opcode out and returns its result, a JSON value. Refusals are {@code ClusterException.refused}. Runs on a
     * thread of the queue with the opcode's locks held; an interrupt means that the cluster is being closed.
     */
    Object run(Opcode opcode, Running job) throws InterruptedException;
}
