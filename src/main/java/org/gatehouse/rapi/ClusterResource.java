package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.CLUSTER_MODIFY;
import static org.gatehouse.access.Permission.CLUSTER_QUERY;
import static org.gatehouse.access.Permission.CLUSTER_REDISTRIBUTE;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** The cluster as a whole: its facts and settings. */
@Path("/2")
public final class ClusterResource {
    private static final String FORBIDDEN = "compression_tools";

    private final Queries queries;
    private final Jobs jobs;

    @Inject
    ClusterResource(Queries queries, Jobs jobs) {
        this.queries = queries;
        this.jobs = jobs;
    }

    /** The cluster's facts, two of them under their old names as well. */
    @GET
    @Path("info")
    @Requires(CLUSTER_QUERY)
    public JsonAnswer info() {
        Map<String, Object> info = new LinkedHashMap<>(queries.clusterInfo());
        alias(info, "volume_group_name", "vg_name");
        alias(info, "drbd_usermode_helper", "drbd_helper");
        return new JsonAnswer(info);
    }

    /** Changes settings, all but the list of compression programs, which would be run as root. */
    @PUT
    @Path("modify")
    @Requires(CLUSTER_MODIFY)
    public JsonAnswer modify(@Context HttpServletRequest request) {
        Call call = new Call(request);
        call.query().names().forEach(ClusterResource::refuseForbidden);
        PythonFaults.elements(call.body()).forEach(ClusterResource::refuseForbidden);
        return jobs.submit(call, "cluster_modify", new OpcodeBuilder("OP_CLUSTER_SET_PARAMS").parameters(call.body()));
    }

    /** Sends the configuration to all nodes again. */
    @PUT
    @Path("redistribute-config")
    @Requires(CLUSTER_REDISTRIBUTE)
    public JsonAnswer redistribute(@Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(call, "redist_config", new OpcodeBuilder("OP_CLUSTER_REDIST_CONF").parameters(call.body()));
    }

    private static void refuseForbidden(Object name) {
        if (name instanceof Map || name instanceof List) {
            throw PythonFaults.hashing(name);
        }
        if (FORBIDDEN.equals(name)) {
            throw new HttpError(403, "The parameter " + FORBIDDEN + " cannot be set via RAPI");
        }
    }

    private static void alias(Map<String, Object> info, String name, String alias) {
        if (info.containsKey(name)) {
            info.put(alias, info.get(name));
        }
    }
}
