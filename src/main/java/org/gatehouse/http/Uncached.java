package org.gatehouse.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Forbids every cache on the way to keep or to change an answer; whoever answers through an {@link Answer} has to {@link #forbid} it again. */
public final class Uncached implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        forbid((HttpServletResponse) response);
        chain.doFilter(request, response);
    }

    /** Sets the headers. */
    public static void forbid(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store, no-cache, no-transform");
        response.setHeader("Pragma", "no-cache");
    }
}
