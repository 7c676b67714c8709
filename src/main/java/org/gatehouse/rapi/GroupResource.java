package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.GROUPS_ASSIGN_NODES;
import static org.gatehouse.access.Permission.GROUPS_MODIFY;
import static org.gatehouse.access.Permission.GROUPS_QUERY;
import static org.gatehouse.access.Permission.GROUPS_REMOVE;
import static org.gatehouse.access.Permission.GROUPS_RENAME;
import static org.gatehouse.access.Permission.GROUPS_TAGS;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/groups/{name}}: one node group. Each write answers with the id of the job it queued. */
@Path("/2/groups/{name}")
public final class GroupResource {
    private final Queries queries;
    private final Jobs jobs;
    private final Tags tags;

    @Inject
    GroupResource(Queries queries, Jobs jobs, Tags tags) {
        this.queries = queries;
        this.jobs = jobs;
        this.tags = tags;
    }

    /** The node group's state. */
    @GET
    @Requires(GROUPS_QUERY)
    public JsonAnswer group(@PathParam("name") String name, @Context HttpServletRequest request) {
        boolean lock = new Call(request).query().flag("lock");
        return new JsonAnswer(Item.fetch(queries, ItemKind.GROUP, name, ItemFields.GROUP, lock));
    }

    /** Removes the group. */
    @DELETE
    @Requires(GROUPS_REMOVE)
    public JsonAnswer remove(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "groups_name",
                new OpcodeBuilder("OP_GROUP_REMOVE")
                        .fixed("group_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Changes the group's settings. */
    @PUT
    @Path("modify")
    @Requires(GROUPS_MODIFY)
    public JsonAnswer modify(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "groups_name_modify",
                new OpcodeBuilder("OP_GROUP_SET_PARAMS")
                        .parameters(call.body())
                        .renamed("custom_ndparams", "ndparams")
                        .renamed("custom_ipolicy", "ipolicy")
                        .renamed("custom_diskparams", "diskparams")
                        .fixed("group_name", name));
    }

    /** Gives the group another name. */
    @PUT
    @Path("rename")
    @Requires(GROUPS_RENAME)
    public JsonAnswer rename(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "groups_name_rename",
                new OpcodeBuilder("OP_GROUP_RENAME")
                        .parameters(call.body())
                        .fixed("group_name", name)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Puts nodes into the group. */
    @PUT
    @Path("assign-nodes")
    @Requires(GROUPS_ASSIGN_NODES)
    public JsonAnswer assignNodes(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "groups_name_assign_nodes",
                new OpcodeBuilder("OP_GROUP_ASSIGN_NODES")
                        .parameters(call.body())
                        .fixed("group_name", name)
                        .fixed("dry_run", call.query().flag("dry-run"))
                        .fixed("force", call.query().flag("force")));
    }

    /** The group's tags. */
    @GET
    @Path("tags")
    @Requires(GROUPS_QUERY)
    public JsonAnswer tags(@PathParam("name") String name) {
        return tags.list(TagKind.GROUP, name);
    }

    /** Adds tags. */
    @PUT
    @Path("tags")
    @Requires(GROUPS_TAGS)
    public JsonAnswer addTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.add(TagKind.GROUP, name, "groups_name_tags", request);
    }

    /** Removes tags. */
    @DELETE
    @Path("tags")
    @Requires(GROUPS_TAGS)
    public JsonAnswer removeTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.remove(TagKind.GROUP, name, "groups_name_tags", request);
    }
}
