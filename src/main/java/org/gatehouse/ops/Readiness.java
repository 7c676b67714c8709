package org.gatehouse.ops;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether what is behind a service can be reached right now. */
@FunctionalInterface
public interface Readiness {

    /** What is in the way, in a word or two; empty if nothing is. Answers within seconds. */
    Optional<String> findObstacle();

    /** What is in the way of a service that is about to stop. */
    Optional<String> STOPPING = Optional.of("stopping");

    /** Of a service with nothing behind it. */
    static Readiness always() {
        return Optional::empty;
    }

    /** The same, unless the service is about to stop. */
    default Readiness unless(BooleanSupplier stopping) {
        return () -> stopping.getAsBoolean() ? STOPPING : findObstacle();
    }
}
