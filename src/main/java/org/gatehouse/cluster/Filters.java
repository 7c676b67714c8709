package org.gatehouse.cluster;

/** The job queue's filter rules, changed. Values are JSON values that the cluster judges. Calls block; any thread may call. */
public interface Filters {

    /** Adds a rule, or replaces or creates the one with {@code uuid} unless that is {@code null}. Answers with its UUID. */
    Object replace(String uuid, Object priority, Object predicates, Object action, Object reason);

    /** Removes a rule. */
    Object delete(String uuid);
}
