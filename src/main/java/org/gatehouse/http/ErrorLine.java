package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An error as one short line of plain text in ASCII: the message, or what the status is called. */
record ErrorLine(HttpError error) implements Answer {
    private static final int LONGEST = 500;

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            BreakOffServlet.breakOffIfAsync(request);
            return;
        }
        if (IncomingBody.discardFirst(request, error)) {
            return;
        }
        byte[] body = line().getBytes(StandardCharsets.US_ASCII);
        RequestContent.announceClose(request, response);
        response.resetBuffer();
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setHeader("Content-Type", "text/plain");
        AsyncBodyWriter.send(request, response, body);
    }

    private String line() {
        String message = error.getMessage();
        String text = message == null || message.isEmpty() ? ErrorReason.of(error.status()).phrase : message;
        // One line whatever a back end put into it; US-ASCII turns the rest into question marks.
        String flat = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return (flat.length() > LONGEST ? flat.substring(0, LONGEST) + "..." : flat) + "\n";
    }
}
