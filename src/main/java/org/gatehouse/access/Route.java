package org.gatehouse.access;

import java.util.Optional;
import org.gatehouse.opcode.GanetiVersion;

/**
 * One method of one path.
 *
 * @param template the path with its variables, {@code /2/instances/{name}} say
 * @param method the HTTP method in capitals
 * @param permission what it takes
 * @param since the first Ganeti release that has it; empty if all have
 */
public record Route(String template, String method, Permission permission, Optional<GanetiVersion> since) {
    /** Request attribute in which {@link AccessFilter} leaves the route of an admitted request. */
    public static final String ATTRIBUTE = "org.gatehouse.access.route";

    /** Whether a cluster of this release has the route. */
    public boolean existsIn(GanetiVersion version) {
        return since.isEmpty() || version.atLeast(since.get());
    }
}
