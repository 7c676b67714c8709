package org.gatehouse.http;

import java.io.Serial;
import java.util.Map;
import java.util.Optional;

/** A request that ends with an error answer: its status, a message for the client ({@code null}: the status says it all) and headers. */
public final class HttpError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;
    private final String explanation;

    private HttpError(int status, String message, Map<String, String> headers, String explanation) {
        // Without a stack trace: these are answers, and a hostile client could ask for thousands a second.
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
        this.explanation = explanation;
    }

    /** An error whose message is the status' reason phrase. */
    public HttpError(int status) {
        this(status, null, Map.of(), null);
    }

    /** An error with a message; it is escaped when it is written. */
    public HttpError(int status, String message) {
        this(status, message, Map.of(), null);
    }

    /** The same error with one header more. */
    public HttpError withHeader(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new HttpError(status, getMessage(), Map.copyOf(more), explanation);
    }

    /** The same error, explained in other words than those that belong to its status. */
    public HttpError explained(String words) {
        return new HttpError(status, getMessage(), headers, words);
    }

    /** What is to be said in place of the explanation that belongs to the status. */
    Optional<String> explanation() {
        return Optional.ofNullable(explanation);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** Headers of the error answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
