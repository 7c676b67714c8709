package org.gatehouse.ops;

import static org.gatehouse.access.Permission.ANYONE;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.access.HeadAndOptions;
import org.gatehouse.access.Requires;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** Signs of life for supervisors and load balancers. No one has to prove who they are for these. */
@HeadAndOptions
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

    /** 200 if what is behind the service can be reached: the cluster from its master, or the node's handler; else 503 and why. */
    @GET
    @Path("readyz")
    @Requires(ANYONE)
    public JsonAnswer ready() {
        Optional<String> obstacle = readiness.findObstacle();
        if (obstacle.isPresent()) {
            throw new HttpError(503, "not ready: " + obstacle.get())
                    .explained("What this service needs cannot be reached; the message says why");
        }
        return new JsonAnswer(Map.of("status", "ready"));
    }
}
