package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.QUERY_FIELDS;
import static org.gatehouse.access.Permission.QUERY_RUN;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.http.PythonText;
import org.gatehouse.http.StreamedAnswer;

/** {@code /2/query/{what}}: the query language, with the fields and the filter of the client's choice. */
@Path("/2/query/{what}")
public final class QueryResource {
    private final Queries queries;

    @Inject
    QueryResource(Queries queries) {
        this.queries = queries;
    }

    /** Every item's {@code fields}. */
    @GET
    @Requires(QUERY_RUN)
    public StreamedAnswer all(@PathParam("what") String what, @Context HttpServletRequest request) {
        List<String> fields = requiredFields(new Call(request));
        return new StreamedAnswer(() -> new QueryList(queries.query(what, fields, null)));
    }

    /** The items that pass the body's filter; the fields may stand in the body too. */
    @PUT
    @Requires(QUERY_RUN)
    public StreamedAnswer filtered(@PathParam("what") String what, @Context HttpServletRequest request) {
        Call call = new Call(request);
        Map<String, Object> body = call.objectBody();
        Object fields = body.containsKey("fields") ? body.get("fields") : requiredFields(call);
        Object filter = body.get("qfilter");
        Object other = body.get("filter");
        return new StreamedAnswer(() -> new QueryList(queries.query(what, fields, filter == null ? other : filter)));
    }

    /** Which fields there are. */
    @GET
    @Path("fields")
    @Requires(QUERY_FIELDS)
    public JsonAnswer fields(@PathParam("what") String what, @Context HttpServletRequest request) {
        List<String> names = new Call(request)
                .query()
                .find("fields")
                .map(QueryResource::names)
                .orElse(null);
        return new JsonAnswer(queries.queryFields(what, names));
    }

    private static List<String> requiredFields(Call call) {
        return call.query()
                .find("fields")
                .map(QueryResource::names)
                .orElseThrow(() -> new HttpError(400, "Missing 'fields' query argument"));
    }

    private static List<String> names(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",", -1))
                .map(PythonText::strip)
                .toList();
    }
}
