package org.gatehouse.luxi;

/**
 * What a {@link LuxiCluster} is doing and has done.
 *
 * @param open connections that are open, in use or idle, parked watches apart
 * @param inUse connections in use
 * @param waiting callers that wait for a connection
 * @param watches parked watches of jobs
 * @param calls calls made since the start, watches included
 * @param failures those of them that failed
 */
public record LuxiNumbers(int open, int inUse, int waiting, int watches, long calls, long failures) {}
