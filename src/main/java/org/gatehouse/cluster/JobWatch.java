package org.gatehouse.cluster;

import java.time.Duration;
import java.util.List;

/**
 * What a watcher of a job wants to know and what it knows already.
 *
 * @param fields names of the job's fields, as JSON values that the cluster judges
 * @param previousInfo the values it saw last, or {@code null}
 * @param previousSerial the serial of the last log entry it saw, or {@code null}
 * @param limit how long to wait for a change
 */
public record JobWatch(
        JobId job, List<Object> fields, List<Object> previousInfo, Object previousSerial, Duration limit) {}
