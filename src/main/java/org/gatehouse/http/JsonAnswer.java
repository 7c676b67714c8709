package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One JSON value, {@code null} included, small enough to be written at once. */
public record JsonAnswer(Object value) implements Answer {

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = Json.bytes(value);
        response.setHeader("Content-Type", Json.MEDIA_TYPE);
        AsyncBodyWriter.send(request, response, body);
    }
}
