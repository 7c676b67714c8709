package org.gatehouse.http;

/** The words that go with an error status: the reason phrase and one sentence of explanation, as RAPI's clients know them. */
enum ErrorReason {
    BAD_REQUEST(400, "Bad Request", "Bad request syntax or unsupported method"),
    UNAUTHORIZED(401, "Unauthorized", "No permission -- see authorization schemes"),
    FORBIDDEN(403, "Forbidden", "Request forbidden -- authorization will not help"),
    NOT_FOUND(404, "Not Found", "Nothing matches the given URI"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed", "Specified method is invalid for this resource"),
    NOT_ACCEPTABLE(406, "Not Acceptable", "URI not available in preferred format"),
    REQUEST_TIMEOUT(408, "Request Timeout", "Request timed out; try again later"),
    CONFLICT(409, "Conflict", "The request does not fit how things are"),
    PRECONDITION_FAILED(412, "Precondition Failed", "Precondition in headers is false"),
    CONTENT_TOO_LARGE(413, "Request Entity Too Large", "Entity is too large"),
    URI_TOO_LONG(414, "Request-URI Too Long", "URI is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type", "Entity body in unsupported format"),
    TOO_MANY_REQUESTS(429, "Too Many Requests", "The caller has too many requests under way; try again later"),
    HEADERS_TOO_LARGE(
            431,
            "Request Header Fields Too Large",
            "The server is unwilling to process the request because its header fields are too large"),
    INTERNAL(500, "Internal Server Error", "Server got itself in trouble"),
    NOT_IMPLEMENTED(501, "Not Implemented", "Server does not support this operation"),
    BAD_GATEWAY(502, "Bad Gateway", "Invalid responses from another server/proxy"),
    UNAVAILABLE(503, "Service Unavailable", "The server cannot process the request due to a high load"),
    GATEWAY_TIMEOUT(504, "Gateway Timeout", "The gateway server did not receive a timely response"),
    VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported", "Cannot fulfill request"),
    UNKNOWN(0, "Unknown", "Unknown");

    final int status;
    final String phrase;
    final String explanation;

    ErrorReason(int status, String phrase, String explanation) {
        this.status = status;
        this.phrase = phrase;
        this.explanation = explanation;
    }

    static ErrorReason of(int status) {
        for (ErrorReason reason : values()) {
            if (reason.status == status) {
                return reason;
            }
        }
        return UNKNOWN;
    }
}
