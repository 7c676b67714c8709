package org.gatehouse.ops;

import static org.gatehouse.access.Permission.ANYONE;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** Signs of life for supervisors and load balancers. No one has to prove who they are for these. */
@Path("/")
public final class HealthResource {
    private final Readiness readiness;

    @Inject
    HealthResource(Readiness readiness) {
        this.readiness = readiness;
    }

    /** 200 as long as the process serves requests. */
    @GET
    @Path("healthz")
    @Requires(ANYONE)
    public JsonAnswer alive() {
        return new JsonAnswer(Map.of("status", "alive"));
    }

    /** 200 if the cluster can be reached from here, which also means that this node is its master; else 503 and why. */
    @GET
    @Path("readyz")
    @Requires(ANYONE)
    public JsonAnswer ready() {
        try {
            readiness.check();
        } catch (ClusterException e) {
            throw new HttpError(503, "not ready: " + e.reason().name().toLowerCase(java.util.Locale.ROOT));
        }
        return new JsonAnswer(Map.of("status", "ready"));
    }
}
