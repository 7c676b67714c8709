package org.gatehouse.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Makes every failure of a resource an error answer. */
@Provider
public final class FailureMapper implements ExceptionMapper<Throwable> {

    @Override
    public Response toResponse(Throwable failure) {
        HttpError error = Failures.toHttp(failure);
        return Response.status(error.status()).entity(new ErrorAnswer(error)).build();
    }
}
