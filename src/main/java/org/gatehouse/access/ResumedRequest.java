package org.gatehouse.access;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that has waited asynchronously and now passes the rest of the filter chain, to which it looks like one that is not asynchronous
 * yet: a servlet request can be made asynchronous once only, so whoever asks for it gets the context that is already there.
 */
final class ResumedRequest extends HttpServletRequestWrapper {
    private final AsyncContext async;
    private boolean started;

    ResumedRequest(HttpServletRequest request, AsyncContext async) {
        super(request);
        this.async = async;
    }

    @Override
    public synchronized AsyncContext startAsync() {
        if (started) {
            throw new IllegalStateException("the request is asynchronous already");
        }
        started = true;
        return async;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return startAsync();
    }

    @Override
    public synchronized boolean isAsyncStarted() {
        return started;
    }

    @Override
    public synchronized AsyncContext getAsyncContext() {
        if (!started) {
            throw new IllegalStateException("the request is not asynchronous");
        }
        return async;
    }

    /** Ends the answer if the filter chain has written it as a whole. */
    void completeUnlessStarted() {
        if (!isAsyncStarted()) {
            async.complete();
        }
    }
}
