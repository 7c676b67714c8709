package org.gatehouse.noderpc;

import static org.gatehouse.access.Permission.NODES_CALL;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.PrivateOsParameters;
import org.gatehouse.http.Answer;
import org.gatehouse.http.HttpError;

/** {@code POST /METHOD}: a node call. Its body is JSON whatever its type says, and is not looked at here. */
@Path("/")
public final class NodeCallResource {
    private final Calls calls;

    @Inject
    NodeCallResource(Calls calls) {
        this.calls = calls;
    }

    /** Makes the call. The caller's body and wishes are read outside of JAX-RS, which would touch the body. */
    @POST
    @Path("{method: [a-z0-9_]+}")
    @Requires(NODES_CALL)
    public Answer call(@PathParam("method") String method, @Context HttpServletRequest request) {
        if (request.getQueryString() != null) {
            // Ganeti takes the question mark for a part of the name.
            throw new HttpError(404);
        }
        if (method.equals(PrivateOsParameters.VALUES_CALL)) {
            // The handler knows it, but here its answer would be kept for everybody who may watch calls.
            throw new HttpError(404);
        }
        String caller = request.getUserPrincipal().getName();
        return (outer, response) -> calls.make(method, caller, outer).send(outer, response);
    }
}
