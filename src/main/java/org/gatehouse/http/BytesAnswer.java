package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Bytes that are passed on as they are. */
public final class BytesAnswer implements Answer {
    private final Map<String, String> headers;
    private final byte[] body;

    /** The array is not copied and must not change. */
    public BytesAnswer(Map<String, String> headers, byte[] body) {
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        headers.forEach(response::setHeader);
        AsyncBodyWriter.send(request, response, body);
    }
}
