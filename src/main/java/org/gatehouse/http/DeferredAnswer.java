package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;

/** An answer that comes later, without a thread waiting for it. The stage has to complete in the end: it has no other limit. */
public record DeferredAnswer(CompletionStage<JsonAnswer> answer) implements Answer {
    private static final Logger LOG = System.getLogger(DeferredAnswer.class.getName());

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        // On one of the container's threads, since a client that reads slowly must not hold up other answers.
        answer.<Answer>handle((value, failure) -> failure == null ? value : new ErrorAnswer(Failures.toHttp(failure)))
                .thenAccept(ready -> async.start(() -> finish(async, ready, request, response)));
    }

    private static void finish(
            AsyncContext async, Answer answer, HttpServletRequest request, HttpServletResponse response) {
        try {
            answer.send(request, response);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the client left before its answer", e);
        } finally {
            async.complete();
        }
    }
}
