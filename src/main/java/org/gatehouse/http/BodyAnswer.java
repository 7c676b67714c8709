package org.gatehouse.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;

/**
 * An answer that depends on the request's body, which is read first.
 *
 * @param limit how long the body may be
 * @param answer makes the answer; what it throws becomes the answer instead
 */
public record BodyAnswer(int limit, Function<CollectedBody, Answer> answer) implements Answer {
    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            BodyReader.read(request, limit, body -> answer.apply(body).send(request, response));
        } catch (ServletException e) {
            throw new IllegalStateException("answers do not throw this", e);
        }
    }
}
