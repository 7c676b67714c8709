package org.gatehouse.cluster;

/** The things a cluster lists row by row. */
public enum ItemKind {
    NODE,
    INSTANCE,
    GROUP,
    NETWORK,
    JOB,
    FILTER
}
