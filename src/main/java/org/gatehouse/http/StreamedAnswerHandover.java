package org.gatehouse.http;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Takes {@link StreamedAnswer}s out of JAX-RS' hands and leaves them for the {@link AnswerFilter}: written as a JAX-RS
 * entity, an answer that fails half way would look whole to the client.
 */
@jakarta.ws.rs.ext.Provider
public final class StreamedAnswerHandover implements ContainerResponseFilter {
    private final Provider<HttpServletRequest> request;

    @Inject
    StreamedAnswerHandover(Provider<HttpServletRequest> request) {
        this.request = request;
    }

    @Override
    public void filter(ContainerRequestContext call, ContainerResponseContext response) {
        if (response.getEntity() instanceof StreamedAnswer answer) {
            request.get().setAttribute(AnswerFilter.STREAMED, answer);
            response.setEntity(null);
        }
    }
}
