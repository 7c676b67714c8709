package org.gatehouse.container;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How the application takes part in a stop. It leaves two attributes in its servlet context, whose types are the JDK's, since this jar
 * shares no class with the application.
 *
 * @param timeout how long the whole stop may take
 * @param begin tells the application to end what it can end in order; the stage completes when nothing of its own runs any more
 */
public record ApplicationStop(Duration timeout, Supplier<CompletionStage<?>> begin) {
    /** The attribute with the timeout, a {@link Duration}. */
    public static final String TIMEOUT = "org.gatehouse.stop.timeout";

    /** The attribute that begins the stop, a {@link Supplier} of a {@link CompletionStage}. */
    public static final String BEGIN = "org.gatehouse.stop.begin";

    /** Reads the attributes of a servlet context; empty if the application has not started or does not take part. */
    @SuppressWarnings("unchecked") // the application's side of this contract
    public static Optional<ApplicationStop> of(Function<String, Object> attributes) {
        return attributes.apply(TIMEOUT) instanceof Duration timeout
                        && attributes.apply(BEGIN) instanceof Supplier<?> begin
                ? Optional.of(new ApplicationStop(timeout, (Supplier<CompletionStage<?>>) begin))
                : Optional.empty();
    }
}
