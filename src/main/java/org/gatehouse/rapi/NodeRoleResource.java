package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.NODES_QUERY;
import static org.gatehouse.access.Permission.NODES_ROLE;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/nodes/{name}/role}: a node's part in the cluster, as one word. */
@Path("/2/nodes/{name}/role")
public final class NodeRoleResource {
    private static final Map<Object, String> WORDS = Map.of(
            "M", "master",
            "C", "master-candidate",
            "D", "drained",
            "O", "offline",
            "R", "regular");

    private final Queries queries;
    private final Jobs jobs;

    @Inject
    NodeRoleResource(Queries queries, Jobs jobs) {
        this.queries = queries;
        this.jobs = jobs;
    }

    /** The node's role; an unknown node is a 500 here, as clients know it. */
    @GET
    @Requires(NODES_QUERY)
    public JsonAnswer role(@PathParam("name") String name, @Context HttpServletRequest request) {
        List<Object> row = queries.find(
                        ItemKind.NODE,
                        name,
                        List.of("role"),
                        new Call(request).query().flag("lock"))
                .orElseThrow(() -> new HttpError(500, "list index out of range"));
        return new JsonAnswer(WORDS.get(row.get(0)));
    }

    /** Gives the node another role: a JSON string. */
    @PUT
    @Requires(NODES_ROLE)
    public JsonAnswer change(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        if (!(call.body() instanceof String role)) {
            throw Call.wrongType("Body contents", call.body(), "str");
        }
        OpcodeBuilder opcode = new OpcodeBuilder("OP_NODE_SET_PARAMS").fixed("node_name", name);
        switch (role) {
            case "regular" -> flags(opcode, false, false, false);
            case "master-candidate" -> flags(opcode, true, null, null);
            case "drained" -> flags(opcode, null, null, true);
            case "offline" -> flags(opcode, null, true, null);
            default -> throw new HttpError(400, "Can't set '" + role + "' role");
        }
        return jobs.submit(
                call,
                "nodes_name_role",
                opcode.fixed("force", call.query().flag("force"))
                        .fixed("auto_promote", call.query().flag("auto-promote")));
    }

    /** {@code null} leaves a flag to the cluster. */
    private static void flags(OpcodeBuilder opcode, Boolean candidate, Boolean offline, Boolean drained) {
        opcode.fixed("master_candidate", candidate).fixed("offline", offline).fixed("drained", drained);
    }
}
