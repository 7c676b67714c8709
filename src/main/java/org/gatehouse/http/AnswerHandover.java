package org.gatehouse.http;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Takes {@link Answer}s out of JAX-RS' hands and leaves them for the {@link AnswerFilter}. */
@jakarta.ws.rs.ext.Provider
public final class AnswerHandover implements ContainerResponseFilter {
    private final Provider<HttpServletRequest> request;

    @Inject
    AnswerHandover(Provider<HttpServletRequest> request) {
        this.request = request;
    }

    @Override
    public void filter(ContainerRequestContext call, ContainerResponseContext response) {
        if (response.getEntity() instanceof Answer answer) {
            AnswerFilter.leave(request.get(), answer);
            response.setEntity(null);
        } else if (call.getMethod().equals(HttpMethod.OPTIONS)) {
            // The header Allow says it all.
            response.setEntity(null);
        }
    }
}
