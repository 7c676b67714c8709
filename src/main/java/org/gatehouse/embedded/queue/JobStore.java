package org.gatehouse.embedded.queue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where jobs are kept. What was written survives the end of the process, however that comes about. Reads may come from any
 * thread and at any time, also while another one writes. A store that fails throws an unchecked exception.
 */
public interface JobStore {

    /** The highest id of all jobs ever written, archived ones too; 0 before the first. */
    long lastId();

    /** Writes jobs, new ones or new states of known ones, all of them or none; on disk when this returns. One thread writes at a time. */
    void write(Collection<StoredJob> jobs);

    /** The job with this id, archived or not. */
    Optional<StoredJob> load(long id);

    /** Up to {@code count} jobs with ids above {@code after}, lowest id first. */
    List<StoredJob> page(long after, int count, boolean archivedToo);

    /** All jobs that are not finished, lowest id first. */
    List<StoredJob> unfinished();

    /** The ids of up to {@code count} jobs that are finished, not archived, and ended before that many microseconds since 1970. */
    List<Long> endedBefore(long micros, int count);

    /** How many jobs {@link #endedBefore} would find without its bound. */
    int countEndedBefore(long micros);

    /** Whether the queue takes no new jobs; false until set. */
    boolean drained();

    /** Sets {@link #drained}, as durable as {@link #write}. */
    void drain(boolean drained);
}
