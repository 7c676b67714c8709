package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.PUBLIC;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.access.Requires;
import org.gatehouse.http.JsonAnswer;

/** {@code /2} and {@code /2/features}: that this version is served, and what it can do beyond its first release. */
@Path("/2")
public final class FeaturesResource {
    private static final List<String> GANETIS =
            List.of("instance-create-reqv1", "instance-reinstall-reqv1", "node-migrate-reqv1", "node-evac-res1");

    private final OwnFeatures own;

    @Inject
    FeaturesResource(OwnFeatures own) {
        this.own = own;
    }

    /** Nothing; clients only look whether it answers. */
    @GET
    @Requires(PUBLIC)
    public JsonAnswer root() {
        return new JsonAnswer(null);
    }

    /** The names of the features. */
    @GET
    @Path("features")
    @Requires(PUBLIC)
    public JsonAnswer features() {
        List<String> features = new ArrayList<>(GANETIS);
        features.addAll(own.names());
        return new JsonAnswer(features);
    }
}
