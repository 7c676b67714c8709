package org.gatehouse.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.Queries;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.rapi.ClusterVersion;

/** The cluster's release as it was last heard of, so that no request waits for the question. Refreshed by a timer. */
final class CurrentVersion implements ClusterVersion {
    private static final Logger LOG = System.getLogger(CurrentVersion.class.getName());

    private final Queries queries;
    private volatile GanetiVersion version = GanetiVersion.BASELINE;
    private volatile boolean known;

    CurrentVersion(Queries queries) {
        this.queries = queries;
    }

    @Override
    public GanetiVersion get() {
        return version;
    }

    /** Whether the cluster has been asked successfully. */
    boolean isKnown() {
        return known;
    }

    /** Asks the cluster. Keeps what is known if it does not answer. */
    void refresh() {
        try {
            Map<String, Object> info = queries.clusterInfo();
            GanetiVersion now = GanetiVersion.parse(String.valueOf(info.get("software_version")));
            if (!known || !now.equals(version)) {
                LOG.log(Level.INFO, "the cluster runs Ganeti {0}", now);
            }
            version = now;
            known = true;
        } catch (ClusterException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "the cluster did not tell its version", e);
        }
    }
}
