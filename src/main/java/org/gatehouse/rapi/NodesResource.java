package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.NODES_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.Answer;

/** {@code /2/nodes}: the cluster's nodes. */
@Path("/2/nodes")
public final class NodesResource {
    private final Queries queries;

    @Inject
    NodesResource(Queries queries) {
        this.queries = queries;
    }

    /** All nodes: names, or whole with {@code bulk}. */
    @GET
    @Requires(NODES_QUERY)
    public Answer list(@Context HttpServletRequest request) {
        return new Call(request).query().flag("bulk")
                ? ItemList.objects(() -> queries.list(ItemKind.NODE, ItemFields.NODE, false), ItemFields.NODE)
                : ItemList.uris(queries, ItemKind.NODE, "name", false, "id", "/2/nodes");
    }
}
