package org.gatehouse.embedded.work;

import java.util.Set;
import org.gatehouse.embedded.queue.LockRequest;

/** What one kind of opcode means. Used by any number of threads at once. */
interface Operation {

    /** Checks the arguments, expands names in them, and says which locks the rest needs. Changes nothing but the arguments. */
    Set<LockRequest> prepare(Task task);

    /** Checks, with the locks held, that the work can be done. Changes nothing in the cluster. */
    Work check(Task task) throws InterruptedException;

    /** Work that has passed its checks. */
    @FunctionalInterface
    interface Work {
        /** Does it and returns the opcode's result, a JSON value. */
        Object carryOut() throws InterruptedException;

        /** The result if nothing is to be done really. */
        default Object dryRun() throws InterruptedException {
            return null;
        }

        /** The same work with another result of the dry run. */
        default Work dry(Object result) {
            Work work = this;
            return new Work() {
                @Override
                public Object carryOut() throws InterruptedException {
                    return work.carryOut();
                }

                @Override
                public Object dryRun() {
                    return result;
                }
            };
        }
    }
}
