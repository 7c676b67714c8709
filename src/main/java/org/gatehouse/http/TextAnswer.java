package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A text in UTF-8, of a media type that says so. */
public record TextAnswer(String mediaType, String text) implements Answer {

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setHeader("Content-Type", mediaType);
        AsyncBodyWriter.send(request, response, body);
    }
}
