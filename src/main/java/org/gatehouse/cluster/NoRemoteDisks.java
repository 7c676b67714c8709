package org.gatehouse.cluster;

import java.util.List;
import java.util.Map;

/** What a cluster has that exchanges no disks with others. */
record NoRemoteDisks(String reason) implements RemoteDisks {
    private ClusterException refusal(String what) {
        return ClusterException.refused(
                "OpPrereqError", List.of("There are no " + what + " other clusters: " + reason, "environment_error"));
    }

    @Override
    public Map<String, Object> prepareExport() {
        throw refusal("exports to");
    }

    @Override
    public Errand export(String instance, Map<String, Object> parameters) {
        throw refusal("exports to");
    }

    @Override
    public Map<String, Object> prepareImport(Target target) {
        throw refusal("imports from");
    }

    @Override
    public Errand fill(Target target) {
        throw refusal("imports from");
    }
}
