package org.gatehouse.http;

import java.io.Serial;
import java.util.Map;

/** A request that ends with an error answer: its status, a message for the client ({@code null}: the status says it all) and headers. */
public final class HttpError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    private HttpError(int status, String message, Map<String, String> headers) {
        // Without a stack trace: these are answers, and a hostile client could ask for thousands a second.
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    /** An error whose message is the status' reason phrase. */
    public HttpError(int status) {
        this(status, null, Map.of());
    }

    /** An error with a message; it is escaped when it is written. */
    public HttpError(int status, String message) {
        this(status, message, Map.of());
    }

    /** The same error with one header more. */
    public HttpError withHeader(String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new HttpError(status, getMessage(), Map.copyOf(more));
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
