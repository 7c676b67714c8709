package org.gatehouse.http;

import jakarta.servlet.ServletRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Tells requests that the application is about to stop: at its beginning, when waits end, and shortly before connections are cut, when
 * everything else that is still waited for ends. Any thread may call.
 */
public final class Stopping {
    private static final String ATTRIBUTE = Stopping.class.getName();
    private static final Stopping NEVER = new Stopping();

    private final Moment begun = new Moment();
    private final Moment lastCall = new Moment();

    /** A moment that comes once, and what is ended by it. */
    private static final class Moment {
        private final Map<Object, Runnable> endings = new ConcurrentHashMap<>();
        private volatile boolean past;

        void come() {
            past = true;
            endings.values().forEach(Runnable::run);
        }

        <T> CompletionStage<T> until(CompletionStage<? extends T> stage, Supplier<? extends T> otherwise) {
            CompletableFuture<T> either = new CompletableFuture<>();
            Object key = new Object();
            endings.put(key, () -> complete(either, otherwise));
            var unused = either.whenComplete((value, failure) -> endings.remove(key));
            var unusedStage = stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    either.complete(value);
                } else {
                    either.completeExceptionally(failure);
                }
            });
            if (past) {
                complete(either, otherwise);
            }
            return either;
        }

        private static <T> void complete(CompletableFuture<T> either, Supplier<? extends T> otherwise) {
            try {
                either.complete(otherwise.get());
            } catch (RuntimeException e) {
                either.completeExceptionally(e);
            }
        }
    }

    /** Has {@link #of} find this for the request. */
    void accompany(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** What a request of a service is told by. */
    static Stopping of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Stopping stopping ? stopping : NEVER;
    }

    /** Whether the stop has begun. */
    public boolean hasBegun() {
        return begun.past;
    }

    /** Begins the stop. */
    public void begin() {
        begun.come();
    }

    /** Says that connections will be cut soon. */
    public void lastCall() {
        lastCall.come();
    }

    /** Completes like the stage, or with {@code otherwise}, which may throw, if the stop begins before. */
    <T> CompletionStage<T> untilBegun(CompletionStage<? extends T> stage, Supplier<? extends T> otherwise) {
        return begun.until(stage, otherwise);
    }

    /** Completes like the stage, or with {@code otherwise}, which may throw, if connections will be cut before. */
    <T> CompletionStage<T> untilLastCall(CompletionStage<? extends T> stage, Supplier<? extends T> otherwise) {
        return lastCall.until(stage, otherwise);
    }
}
