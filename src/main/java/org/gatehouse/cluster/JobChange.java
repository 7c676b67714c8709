package org.gatehouse.cluster;

import java.util.List;

/**
 * A job as it is now.
 *
 * @param info the values of the fields asked for
 * @param logEntries the log entries after the last one known; {@code [serial, [seconds, microseconds], type, message]}
 */
public record JobChange(List<Object> info, List<Object> logEntries) {}
