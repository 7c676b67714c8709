package org.gatehouse.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.gatehouse.cluster.ClusterException;

/** Makes every failure of a resource an error answer, and logs the ones nobody foresaw. */
@Provider
public final class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(FailureMapper.class.getName());

    @Override
    public Response toResponse(Throwable failure) {
        HttpError error = Failures.toHttp(failure);
        if (error.status() == 500 && !(failure instanceof HttpError) && !(failure instanceof ClusterException)) {
            LOG.log(Level.ERROR, "unforeseen failure of a resource", failure);
        }
        return Response.status(error.status()).entity(new ErrorAnswer(error)).build();
    }
}
