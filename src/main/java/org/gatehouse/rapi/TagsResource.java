package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.CLUSTER_QUERY;
import static org.gatehouse.access.Permission.CLUSTER_TAGS;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/tags}: the cluster's own tags. */
@Path("/2/tags")
public final class TagsResource {
    private final Tags tags;

    @Inject
    TagsResource(Tags tags) {
        this.tags = tags;
    }

    /** The tags. */
    @GET
    @Requires(CLUSTER_QUERY)
    public JsonAnswer tags() {
        return tags.list(TagKind.CLUSTER, "");
    }

    /** Adds tags. */
    @PUT
    @Requires(CLUSTER_TAGS)
    public JsonAnswer add(@Context HttpServletRequest request) {
        return tags.add(TagKind.CLUSTER, null, "tags", request);
    }

    /** Removes tags. */
    @DELETE
    @Requires(CLUSTER_TAGS)
    public JsonAnswer remove(@Context HttpServletRequest request) {
        return tags.remove(TagKind.CLUSTER, null, "tags", request);
    }
}
