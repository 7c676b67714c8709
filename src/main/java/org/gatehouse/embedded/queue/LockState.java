package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * A lock that somebody holds or waits for.
 *
 * @param exclusive whether its owner holds it alone; false if nobody holds it
 * @param owners the ids of the jobs that hold it
 * @param pending the jobs that wait for it, first in line first
 */
public record LockState(String name, boolean exclusive, List<Long> owners, List<Waiting> pending) {

    /** A job that waits, and whether it wants the lock alone. */
    public record Waiting(long job, boolean exclusive) {}

    LockState waiting(long job, boolean alone) {
        List<Waiting> more = new ArrayList<>(pending);
        more.add(new Waiting(job, alone));
        return new LockState(name, exclusive, owners, List.copyOf(more));
    }
}
