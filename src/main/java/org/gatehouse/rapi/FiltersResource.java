package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.FILTERS_CREATE;
import static org.gatehouse.access.Permission.FILTERS_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.Filters;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.Answer;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/filters}: the rules that hold up or refuse jobs. */
@Path("/2/filters")
public final class FiltersResource {
    private final Queries queries;
    private final Filters filters;

    @Inject
    FiltersResource(Queries queries, Filters filters) {
        this.queries = queries;
        this.filters = filters;
    }

    /** All rules: UUIDs, or whole with {@code bulk}. */
    @GET
    @Requires(FILTERS_QUERY)
    public Answer list(@Context HttpServletRequest request) {
        return new Call(request).query().flag("bulk")
                ? ItemList.objects(() -> queries.list(ItemKind.FILTER, ItemFields.FILTER, false), ItemFields.FILTER)
                : ItemList.uris(queries, ItemKind.FILTER, "uuid", false, "uuid", "/2/filters");
    }

    /** Adds a rule and answers with its UUID. */
    @POST
    @Requires(FILTERS_CREATE)
    public JsonAnswer create(@Context HttpServletRequest request) {
        return new JsonAnswer(FilterRule.of(new Call(request).body()).storeIn(filters, null));
    }
}
