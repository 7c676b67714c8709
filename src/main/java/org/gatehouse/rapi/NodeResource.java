package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.NODES_EVACUATE;
import static org.gatehouse.access.Permission.NODES_MIGRATE;
import static org.gatehouse.access.Permission.NODES_MODIFY;
import static org.gatehouse.access.Permission.NODES_POWERCYCLE;
import static org.gatehouse.access.Permission.NODES_QUERY;
import static org.gatehouse.access.Permission.NODES_TAGS;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/nodes/{name}}: one node. Each write answers with the id of the job it queued. */
@Path("/2/nodes/{name}")
public final class NodeResource {
    private final Queries queries;
    private final Jobs jobs;
    private final Tags tags;

    @Inject
    NodeResource(Queries queries, Jobs jobs, Tags tags) {
        this.queries = queries;
        this.jobs = jobs;
        this.tags = tags;
    }

    /** The node's state. */
    @GET
    @Requires(NODES_QUERY)
    public JsonAnswer node(@PathParam("name") String name, @Context HttpServletRequest request) {
        boolean lock = new Call(request).query().flag("lock");
        Map<String, Object> node = Item.fetch(queries, ItemKind.NODE, name, ItemFields.NODE, lock);
        node.put("secondary_ip", node.get("sip"));
        return new JsonAnswer(node);
    }

    /** Cuts the node's power for a moment. */
    @POST
    @Path("powercycle")
    @Requires(NODES_POWERCYCLE)
    public JsonAnswer powercycle(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "nodes_name_powercycle",
                new OpcodeBuilder("OP_NODE_POWERCYCLE")
                        .parameters(call.body())
                        .fixed("node_name", name)
                        .fixed("force", call.query().flag("force")));
    }

    /** Moves instances off the node. */
    @POST
    @Path("evacuate")
    @Requires(NODES_EVACUATE)
    public JsonAnswer evacuate(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "nodes_name_evacuate",
                new OpcodeBuilder("OP_NODE_EVACUATE")
                        .parameters(call.body())
                        .fixed("node_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Migrates the node's instances. Any query parameter at all makes the body not count. */
    @POST
    @Path("migrate")
    @Requires(NODES_MIGRATE)
    public JsonAnswer migrate(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "nodes_name_migrate",
                new OpcodeBuilder("OP_NODE_MIGRATE")
                        .parameters(call.query().isEmpty() ? call.body() : migrationMode(call.query()))
                        .fixed("node_name", name));
    }

    private static Map<String, Object> migrationMode(QueryParameters query) {
        if (query.has("live") && query.has("mode")) {
            throw new HttpError(400, "Only one of 'live' and 'mode' should be passed");
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (query.has("live")) {
            parameters.put("mode", query.flag("live") ? "live" : "non-live");
        } else {
            parameters.put("mode", query.text("mode"));
        }
        return parameters;
    }

    /** Changes the node's settings. */
    @POST
    @Path("modify")
    @Requires(NODES_MODIFY)
    public JsonAnswer modify(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "nodes_name_modify",
                new OpcodeBuilder("OP_NODE_SET_PARAMS").parameters(call.body()).fixed("node_name", name));
    }

    /** The node's tags. */
    @GET
    @Path("tags")
    @Requires(NODES_QUERY)
    public JsonAnswer tags(@PathParam("name") String name) {
        return tags.list(TagKind.NODE, name);
    }

    /** Adds tags. */
    @PUT
    @Path("tags")
    @Requires(NODES_TAGS)
    public JsonAnswer addTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.add(TagKind.NODE, name, "nodes_name_tags", request);
    }

    /** Removes tags. */
    @DELETE
    @Path("tags")
    @Requires(NODES_TAGS)
    public JsonAnswer removeTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.remove(TagKind.NODE, name, "nodes_name_tags", request);
    }
}
