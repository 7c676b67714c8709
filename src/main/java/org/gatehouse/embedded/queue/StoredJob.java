package org.gatehouse.embedded.queue;

/**
 * A job as it is kept.
 *
 * @param finished whether nothing will change any more but {@code archived}
 * @param ended when it ended, in microseconds since 1970; 0 unless it is finished
 * @param json the job itself, a text that only the queue reads
 */
public record StoredJob(long id, boolean finished, boolean archived, long ended, String json) {}
