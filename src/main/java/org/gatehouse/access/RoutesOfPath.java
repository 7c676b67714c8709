package org.gatehouse.access;

import java.util.List;
import java.util.Optional;
import org.gatehouse.opcode.GanetiVersion;

/** The methods that one path has on a cluster of a certain release; at least one. */
public final class RoutesOfPath {
    private final List<Route> routes;
    private final GanetiVersion version;

    RoutesOfPath(List<Route> routes, GanetiVersion version) {
        this.routes = routes;
        this.version = version;
    }

    /** The route of a method, spelled in capitals. */
    public Optional<Route> find(String method) {
        for (Route route : routes) {
            if (route.method().equals(method) && route.existsIn(version)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /** The methods, in capitals. */
    List<String> methods() {
        return routes.stream()
                .filter(route -> route.existsIn(version))
                .map(Route::method)
                .toList();
    }
}
