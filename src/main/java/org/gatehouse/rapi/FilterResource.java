package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.FILTERS_MODIFY;
import static org.gatehouse.access.Permission.FILTERS_QUERY;
import static org.gatehouse.access.Permission.FILTERS_REMOVE;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/filters/{uuid}}: one rule. */
@Path("/2/filters/{uuid}")
public final class FilterResource {
    private final Queries queries;
    private final Filters filters;

    @Inject
    FilterResource(Queries queries, Filters filters) {
        this.queries = queries;
        this.filters = filters;
    }

    /** The rule. */
    @GET
    @Requires(FILTERS_QUERY)
    public JsonAnswer rule(@PathParam("uuid") String uuid) {
        return new JsonAnswer(Item.fetch(queries, ItemKind.FILTER, uuid, ItemFields.FILTER, false));
    }

    /** Replaces the rule, or creates it if there is none with this UUID. */
    @PUT
    @Requires(FILTERS_MODIFY)
    public JsonAnswer replace(@PathParam("uuid") String uuid, @Context HttpServletRequest request) {
        return new JsonAnswer(FilterRule.of(new Call(request).body()).storeIn(filters, uuid));
    }

    /** Removes the rule. */
    @DELETE
    @Requires(FILTERS_REMOVE)
    public JsonAnswer remove(@PathParam("uuid") String uuid) {
        return new JsonAnswer(filters.delete(uuid));
    }
}
