package org.gatehouse.container;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The Remote API's own error body for what a container refuses before, or without, the application. Messages are fixed
 * phrases, never the container's words or the client's bytes, so nothing needs escaping.
 */
public final class Refusal {
    /** The exact {@code Content-Type} of every error body; no charset may follow. */
    public static final String CONTENT_TYPE = "application/json";

    private static final Map<Integer, Phrase> PHRASES = Map.ofEntries(
            phrase(400, "Bad Request", "Bad request syntax or unsupported method"),
            phrase(401, "Unauthorized", "No permission -- see authorization schemes"),
            phrase(403, "Forbidden", "Request forbidden -- authorization will not help"),
            phrase(404, "Not Found", "Nothing matches the given URI"),
            phrase(408, "Request Timeout", "Request timed out"),
            phrase(413, "Request Entity Too Large", "Entity is too large"),
            phrase(414, "Request-URI Too Long", "URI is too long"),
            phrase(415, "Unsupported Media Type", "Entity body in unsupported format"),
            phrase(431, "Request Header Fields Too Large", "Header fields are too large"),
            phrase(500, "Internal Server Error", "Server got itself in trouble"),
            phrase(501, "Not Implemented", "Server does not support this operation"),
            phrase(502, "Bad Gateway", "Invalid responses from another server/proxy"),
            phrase(503, "Service Unavailable", "The server cannot process the request due to a high load"),
            phrase(504, "Gateway Timeout", "The gateway server did not receive a timely response"),
            phrase(505, "HTTP Version Not Supported", "Cannot fulfill request"));

    private Refusal() {}

    /** The body for a status, its message being the reason phrase. */
    public static byte[] body(int status) {
        return body(status, phraseOf(status).message());
    }

    /** The body for an HTTP/1.1 request without {@code Host}; its status is 400. */
    public static byte[] missingHost() {
        return body(400, "Missing Host header");
    }

    /** A whole answer with its status line, after which the connection is closed. */
    public static byte[] whole(int status) {
        byte[] body = body(status);
        String head = "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                .formatted(status, phraseOf(status).message(), CONTENT_TYPE, body.length);
        return (head + new String(body, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] body(int status, String message) {
        return "{\"code\": %d, \"message\": \"%s\", \"explain\": \"%s\"}\n"
                .formatted(status, message, phraseOf(status).explain())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Phrase phraseOf(int status) {
        Phrase known = PHRASES.get(status);
        // A status nobody planned for still says whose fault it is.
        return known != null ? known : PHRASES.get(status < 500 ? 400 : 500);
    }

    private static Map.Entry<Integer, Phrase> phrase(int status, String message, String explain) {
        return Map.entry(status, new Phrase(message, explain));
    }

    private record Phrase(String message, String explain) {}
}
