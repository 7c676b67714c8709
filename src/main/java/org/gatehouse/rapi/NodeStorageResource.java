package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.NODES_MODIFY_STORAGE;
import static org.gatehouse.access.Permission.NODES_QUERY_STORAGE;
import static org.gatehouse.access.Permission.NODES_REPAIR_STORAGE;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/nodes/{name}/storage}: a node's storage units. Everything here is a job, reading too; bodies do not count. */
@Path("/2/nodes/{name}/storage")
public final class NodeStorageResource {
    private final Jobs jobs;

    @Inject
    NodeStorageResource(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Lists the units' {@code output_fields}. */
    @GET
    @Requires(NODES_QUERY_STORAGE)
    public JsonAnswer list(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "nodes_name_storage",
                new OpcodeBuilder("OP_NODE_QUERY_STORAGE")
                        .fixed("nodes", List.of(name))
                        .fixed("storage_type", call.query().text("storage_type"))
                        .fixed(
                                "output_fields",
                                List.of(required(call, "output_fields").split(",", -1))));
    }

    /** Changes whether new volumes may be put on a unit. */
    @PUT
    @Path("modify")
    @Requires(NODES_MODIFY_STORAGE)
    public JsonAnswer modify(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        String unit = required(call, "name");
        Map<String, Object> changes = new LinkedHashMap<>();
        if (call.query().has("allocatable")) {
            changes.put("allocatable", call.query().flag("allocatable"));
        }
        return jobs.submit(
                call,
                "nodes_name_storage_modify",
                new OpcodeBuilder("OP_NODE_MODIFY_STORAGE")
                        .fixed("node_name", name)
                        .fixed("storage_type", call.query().text("storage_type"))
                        .fixed("name", unit)
                        .fixed("changes", changes));
    }

    /** Repairs a unit. */
    @PUT
    @Path("repair")
    @Requires(NODES_REPAIR_STORAGE)
    public JsonAnswer repair(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        String unit = required(call, "name");
        return jobs.submit(
                call,
                "nodes_name_storage_repair",
                new OpcodeBuilder("OP_REPAIR_NODE_STORAGE")
                        .fixed("node_name", name)
                        .fixed("storage_type", call.query().text("storage_type"))
                        .fixed("name", unit));
    }

    private static String required(Call call, String name) {
        return call.query()
                .find(name)
                .orElseThrow(() -> new HttpError(400, "Missing the required '" + name + "' parameter"));
    }
}
