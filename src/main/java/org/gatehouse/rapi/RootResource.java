package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.PUBLIC;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.gatehouse.access.Requires;
import org.gatehouse.http.JsonAnswer;

/** {@code /} and {@code /version}: what RAPI says of itself, whatever its version. */
@Path("/")
public final class RootResource {
    private static final int VERSION = 2;

    /** Nothing; clients only look whether it answers. */
    @GET
    @Requires(PUBLIC)
    public JsonAnswer root() {
        return new JsonAnswer(null);
    }

    /** The version of the API. */
    @GET
    @Path("version")
    @Requires(PUBLIC)
    public JsonAnswer version() {
        return new JsonAnswer(VERSION);
    }
}
