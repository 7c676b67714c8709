package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;

/**
 * An answer that comes later, without a thread waiting for it.
 *
 * @param answer has to complete in the end: there is no other limit
 * @param errors how to word it if it fails
 */
public record DeferredAnswer(CompletionStage<? extends Answer> answer, ErrorForm errors) implements Answer {
    private static final Logger LOG = System.getLogger(DeferredAnswer.class.getName());

    /** An answer whose failure is worded as clients of the Remote API know it. */
    public DeferredAnswer(CompletionStage<? extends Answer> answer) {
        this(answer, ErrorForm.OBJECT);
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        // On one of the container's threads, since a client that reads slowly must not hold up other answers.
        answer.<Answer>handle((value, failure) -> failure == null ? value : errors.of(Failures.toHttp(failure)))
                .thenAccept(ready -> async.start(() -> finish(async, ready, request, response)));
    }

    private static void finish(
            AsyncContext async, Answer answer, HttpServletRequest request, HttpServletResponse response) {
        try {
            answer.send(request, response);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the client left before its answer", e);
            async.complete();
        }
    }
}
