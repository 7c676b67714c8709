package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * RAPI's error: the status and an object of {@code code}, {@code message} (HTML-escaped, as Ganeti's daemon does it) and
 * {@code explain}.
 */
public record ErrorAnswer(HttpError error) implements Answer {

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, error);
    }

    /** Writes the error as the whole answer. Does nothing to an answer that has begun already. */
    public static void write(HttpServletRequest request, HttpServletResponse response, HttpError error)
            throws IOException {
        if (response.isCommitted()) {
            BreakOffServlet.breakOffIfAsync(request);
            return;
        }
        if (IncomingBody.discardFirst(request, error)) {
            return;
        }
        RequestContent.announceClose(request, response);
        byte[] body = Json.bytes(body(error));
        response.resetBuffer();
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setHeader("Content-Type", Json.MEDIA_TYPE);
        AsyncBodyWriter.send(request, response, body);
    }

    private static Map<String, Object> body(HttpError error) {
        ErrorReason reason = ErrorReason.of(error.status());
        String message = error.getMessage();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", error.status());
        body.put("message", escape(message == null || message.isEmpty() ? reason.phrase : message));
        body.put("explain", error.explanation().orElse(reason.explanation));
        return body;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }
}
