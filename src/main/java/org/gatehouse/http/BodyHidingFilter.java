package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Keeps JAX-RS from a body that an {@link Answer} will read itself, byte for byte: JAX-RS would take one that calls itself a
 * form for parameters. Only POST requests have one; the body of another request is read here and means nothing.
 */
public final class BodyHidingFilter implements Filter {

    /** What a request may have for a body that nothing is done with. */
    private static final int LONGEST_UNUSED = 64 << 10;

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        if (request.getMethod().equals("POST")) {
            chain.doFilter(new BodilessRequest(request), response);
        } else {
            BodyReader.read(request, LONGEST_UNUSED, unused -> chain.doFilter(new BodilessRequest(request), response));
        }
    }
}
