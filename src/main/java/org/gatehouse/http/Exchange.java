package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request and its response as they reached the {@link AnswerFilter}.
 *
 * @param filter the one that sends its answer
 */
record Exchange(AnswerFilter filter, HttpServletRequest request, HttpServletResponse response) {
    private static final String ATTRIBUTE = Exchange.class.getName();

    /** The exchange that a request belongs to, however it has been wrapped since. */
    static Exchange of(HttpServletRequest request) {
        return (Exchange) request.getAttribute(ATTRIBUTE);
    }

    /** Makes the exchange known to everything that handles the request. */
    void begin() {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Makes the request asynchronous, for as long as whoever has the context wants. */
    AsyncContext startAsync() {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        return async;
    }

    /** Continues with {@code rest} on a thread of the container. What it leaves or throws becomes the answer. */
    void resume(AsyncContext async, ContinuationServlet.Step rest) {
        ContinuationServlet.dispatch(async, request, () -> filter.answer(this, rest));
    }
}
