package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.JOBS_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.Answer;

/** {@code /2/jobs}: the jobs that are not archived. */
@Path("/2/jobs")
public final class JobsResource {
    private final Queries queries;

    @Inject
    JobsResource(Queries queries) {
        this.queries = queries;
    }

    /** All jobs: ids, or nearly whole with {@code bulk}. */
    @GET
    @Requires(JOBS_QUERY)
    public Answer list(@Context HttpServletRequest request) {
        return new Call(request).query().flag("bulk")
                ? ItemList.objects(
                        () -> queries.list(ItemKind.JOB, ItemFields.JOB_IN_LIST, false), ItemFields.JOB_IN_LIST)
                : ItemList.uris(queries, ItemKind.JOB, "id", false, "id", "/2/jobs");
    }
}
