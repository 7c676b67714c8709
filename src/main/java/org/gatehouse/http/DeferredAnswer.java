package org.gatehouse.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * An answer that comes later, without a thread waiting for it.
 *
 * @param answer has to complete in the end: only a stop of the application limits it
 * @param errors how to word it if it fails
 * @param stop what to answer instead as soon as a stop begins; without it, whoever waits is told by 503 before connections are cut
 */
public record DeferredAnswer(
        CompletionStage<? extends Answer> answer, ErrorForm errors, Optional<Supplier<Answer>> stop) implements Answer {
    private static final Logger LOG = System.getLogger(DeferredAnswer.class.getName());

    /** An answer that a stop waits for. */
    public DeferredAnswer(CompletionStage<? extends Answer> answer, ErrorForm errors) {
        this(answer, errors, Optional.empty());
    }

    /** An answer whose failure is worded as clients of the Remote API know it. */
    public DeferredAnswer(CompletionStage<? extends Answer> answer) {
        this(answer, ErrorForm.OBJECT);
    }

    /** The same, with what to answer as soon as a stop begins. */
    public DeferredAnswer atStop(Supplier<Answer> instead) {
        return new DeferredAnswer(answer, errors, Optional.of(instead));
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) {
        Runnable leave = stop.isPresent() ? enter(request) : () -> {};
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        Stopping stopping = Stopping.of(request);
        CompletionStage<Answer> whatever = stop.isPresent()
                ? stopping.untilBegun(answer, stop.get())
                : stopping.untilLastCall(answer, () -> {
                    throw new HttpError(503, "Gatehouse is stopping");
                });
        var unused = whatever.whenComplete((value, failure) -> leave.run());
        // On one of the container's threads, since a client that reads slowly must not hold up other answers.
        whatever.<Answer>handle((value, failure) -> failure == null ? value : errors.of(Failures.toHttp(failure)))
                .thenAccept(ready -> async.start(() -> finish(async, ready, request, response)));
    }

    /** Takes the memory of a wait, and returns how to give it back. */
    private static Runnable enter(HttpServletRequest request) {
        HeldRequests waits = AnswerWriters.of(request).map(AnswerWriters::waits).orElse(null);
        if (waits == null) {
            return () -> {};
        }
        int bytes = HeldRequests.memory(request);
        if (!waits.take(bytes)) {
            throw new HttpError(503, "too many requests wait for jobs").withHeader("Retry-After", "5");
        }
        return () -> waits.release(bytes);
    }

    private static void finish(
            AsyncContext async, Answer answer, HttpServletRequest request, HttpServletResponse response) {
        try {
            if (Stopping.of(request).hasBegun() && request.getProtocol().startsWith("HTTP/1")) {
                response.setHeader("Connection", "close");
            }
            answer.send(request, response);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the client left before its answer", e);
            async.complete();
        }
    }
}
