package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.NETWORKS_CREATE;
import static org.gatehouse.access.Permission.NETWORKS_QUERY;

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

/** {@code /2/networks}: the cluster's networks. */
@Path("/2/networks")
public final class NetworksResource {
    private final Queries queries;
    private final Jobs jobs;

    @Inject
    NetworksResource(Queries queries, Jobs jobs) {
        this.queries = queries;
        this.jobs = jobs;
    }

    /** All networks: names, or whole with {@code bulk}. */
    @GET
    @Requires(NETWORKS_QUERY)
    public Answer list(@Context HttpServletRequest request) {
        return new Call(request).query().flag("bulk")
                ? ItemList.objects(() -> queries.list(ItemKind.NETWORK, ItemFields.NETWORK, false), ItemFields.NETWORK)
                : ItemList.uris(queries, ItemKind.NETWORK, "name", false, "name", "/2/networks");
    }

    /** Creates a network. */
    @POST
    @Requires(NETWORKS_CREATE)
    public JsonAnswer create(@Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "networks",
                new OpcodeBuilder("OP_NETWORK_ADD")
                        .parameters(call.body())
                        .renamed("name", "network_name")
                        .fixed("dry_run", call.query().flag("dry-run")));
    }
}
