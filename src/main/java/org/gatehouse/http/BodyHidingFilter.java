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
 * form for parameters.
 */
public final class BodyHidingFilter implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(new BodilessRequest((HttpServletRequest) request), response);
    }
}
