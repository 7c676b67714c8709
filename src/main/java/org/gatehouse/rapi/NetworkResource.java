package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.NETWORKS_CONNECT;
import static org.gatehouse.access.Permission.NETWORKS_DISCONNECT;
import static org.gatehouse.access.Permission.NETWORKS_MODIFY;
import static org.gatehouse.access.Permission.NETWORKS_QUERY;
import static org.gatehouse.access.Permission.NETWORKS_REMOVE;
import static org.gatehouse.access.Permission.NETWORKS_RENAME;
import static org.gatehouse.access.Permission.NETWORKS_TAGS;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.access.Since;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/networks/{name}}: one network. Each write answers with the id of the job it queued. */
@Path("/2/networks/{name}")
public final class NetworkResource {
    private final Queries queries;
    private final Jobs jobs;
    private final Tags tags;

    @Inject
    NetworkResource(Queries queries, Jobs jobs, Tags tags) {
        this.queries = queries;
        this.jobs = jobs;
        this.tags = tags;
    }

    /** The network's state. */
    @GET
    @Requires(NETWORKS_QUERY)
    public JsonAnswer network(@PathParam("name") String name, @Context HttpServletRequest request) {
        boolean lock = new Call(request).query().flag("lock");
        return new JsonAnswer(Item.fetch(queries, ItemKind.NETWORK, name, ItemFields.NETWORK, lock));
    }

    /** Removes the network. */
    @DELETE
    @Requires(NETWORKS_REMOVE)
    public JsonAnswer remove(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "networks_name",
                new OpcodeBuilder("OP_NETWORK_REMOVE")
                        .parameters(call.body())
                        .fixed("network_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Connects the network to a node group. */
    @PUT
    @Path("connect")
    @Requires(NETWORKS_CONNECT)
    public JsonAnswer connect(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "networks_name_connect",
                new OpcodeBuilder("OP_NETWORK_CONNECT")
                        .parameters(call.body())
                        .fixed("network_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** The opposite. */
    @PUT
    @Path("disconnect")
    @Requires(NETWORKS_DISCONNECT)
    public JsonAnswer disconnect(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "networks_name_disconnect",
                new OpcodeBuilder("OP_NETWORK_DISCONNECT")
                        .parameters(call.body())
                        .fixed("network_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Changes the network's settings. */
    @PUT
    @Path("modify")
    @Requires(NETWORKS_MODIFY)
    public JsonAnswer modify(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "networks_name_modify",
                new OpcodeBuilder("OP_NETWORK_SET_PARAMS")
                        .parameters(call.body())
                        .fixed("network_name", name));
    }

    /** Gives the network another name. */
    @PUT
    @Path("rename")
    @Requires(NETWORKS_RENAME)
    @Since("3.1")
    public JsonAnswer rename(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "networks_name_rename",
                new OpcodeBuilder("OP_NETWORK_RENAME")
                        .parameters(call.body())
                        .fixed("network_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** The network's tags. */
    @GET
    @Path("tags")
    @Requires(NETWORKS_QUERY)
    public JsonAnswer tags(@PathParam("name") String name) {
        return tags.list(TagKind.NETWORK, name);
    }

    /** Adds tags. */
    @PUT
    @Path("tags")
    @Requires(NETWORKS_TAGS)
    public JsonAnswer addTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.add(TagKind.NETWORK, name, "networks_name_tags", request);
    }

    /** Removes tags. */
    @DELETE
    @Path("tags")
    @Requires(NETWORKS_TAGS)
    public JsonAnswer removeTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.remove(TagKind.NETWORK, name, "networks_name_tags", request);
    }
}
