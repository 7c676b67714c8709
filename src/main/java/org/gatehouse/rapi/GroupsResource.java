package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.GROUPS_CREATE;
import static org.gatehouse.access.Permission.GROUPS_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.Answer;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/groups}: the cluster's node groups. */
@Path("/2/groups")
public final class GroupsResource {
    private final Queries queries;
    private final Jobs jobs;

    @Inject
    GroupsResource(Queries queries, Jobs jobs) {
        this.queries = queries;
        this.jobs = jobs;
    }

    /** All node groups: names, or whole with {@code bulk}. */
    @GET
    @Requires(GROUPS_QUERY)
    public Answer list(@Context HttpServletRequest request) {
        return new Call(request).query().flag("bulk")
                ? ItemList.objects(() -> queries.list(ItemKind.GROUP, ItemFields.GROUP, false), ItemFields.GROUP)
                : ItemList.uris(queries, ItemKind.GROUP, "name", false, "name", "/2/groups");
    }

    /** Creates a node group. */
    @POST
    @Requires(GROUPS_CREATE)
    public JsonAnswer create(@Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "groups",
                new OpcodeBuilder("OP_GROUP_ADD")
                        .parameters(call.body())
                        .renamed("name", "group_name")
                        .fixed("dry_run", call.query().flag("dry-run")));
    }
}
