package org.gatehouse.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Makes every failure of a resource an error answer. */
@Provider
public final class FailureMapper implements ExceptionMapper<Throwable> {
    private final ErrorForm errors;

    /** Words the errors in this form. */
    public FailureMapper(ErrorForm errors) {
        this.errors = errors;
    }

    @Override
    public Response toResponse(Throwable failure) {
        HttpError error = Failures.toHttp(failure);
        return Response.status(error.status()).entity(errors.of(error)).build();
    }
}
