package org.gatehouse.embedded.queue;

import java.util.List;
import java.util.Optional;

/** The jobs, to look at. Never waits for a job; any thread may ask. */
public interface JobView {

    /** The job with this id, archived or not, as it is now. */
    Optional<JobRow> find(long id);

    /**
     * Up to {@code count} jobs with ids above {@code after}, lowest id first, as they are now. Whoever lists all jobs asks
     * again with the last id of the answer until one comes back empty; finished jobs are read from disk each time.
     */
    List<JobRow> page(long after, int count, boolean archivedToo);
}
