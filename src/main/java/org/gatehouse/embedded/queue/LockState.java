package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * A lock that somebody holds or waits for.
 *
 * @param exclusive whether its owner holds it alone; false if nobody holds it
 * @param owners the ids of the jobs that hold it
 * @param pending the ids of the jobs that wait for it, first in line first
 */
public record LockState(String name, boolean exclusive, List<Long> owners, List<Long> pending) {

    LockState waiting(long job) {
        List<Long> more = new ArrayList<>(pending);
        more.add(job);
        return new LockState(name, exclusive, owners, List.copyOf(more));
    }
}
