package org.gatehouse.ops;

import java.util.Optional;

/** Whether what is behind a service can be reached right now. */
@FunctionalInterface
public interface Readiness {

    /** What is in the way, in a word or two; empty if nothing is. Answers within seconds. */
    Optional<String> findObstacle();
}
