package org.gatehouse.ops;

/** Whether the cluster behind this process can be reached right now. */
@FunctionalInterface
public interface Readiness {

    /** Returns if it can; otherwise fails, within seconds, with the {@link org.gatehouse.cluster.ClusterException} that says why. */
    void check();
}
