package org.gatehouse.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.gatehouse.http.HttpError;
import org.gatehouse.opcode.GanetiVersion;

/** Where a request wants to go, looked up once; what is wrong with it is said when somebody needs the route. */
final class Destination {
    private final HttpServletRequest request;
    private final String method;
    private final String rawPath;
    private final Optional<RoutesOfPath> path;
    private final Optional<Route> route;

    Destination(HttpServletRequest request, String method, RouteTable routes, GanetiVersion version) {
        this.request = request;
        this.method = method;
        this.rawPath = withoutContext(request);
        this.path = routes.find(rawPath, version);
        this.route = path.flatMap(found -> found.find(method));
    }

    Optional<Route> findRoute() {
        return route;
    }

    /** The route, or {@link HttpError} 404 for an unknown path and 501 for a method that the path does not have. */
    Route fetchRoute() {
        if (path.isEmpty()) {
            throw new HttpError(404);
        }
        return route.orElseThrow(() -> new HttpError(
                501, "Method " + method + " is unsupported for path " + request.getRequestURI() + query()));
    }

    /** The route, or {@link HttpError} 404 for an unknown path and 405 for a method that the path does not have. */
    Route fetchAllowedRoute() {
        RoutesOfPath routes = path.orElseThrow(() -> new HttpError(404));
        return route.orElseThrow(() -> new HttpError(405).withHeader("Allow", String.join(", ", routes.methods())));
    }

    /** What the first variable of the path stands for: the name of an instance, say; empty if it has none. */
    String object() {
        int start = route.map(found -> found.template().indexOf('{')).orElse(-1);
        if (start < 0) {
            return "";
        }
        // What comes before the first variable is as long in the path as in the template.
        int end = rawPath.indexOf('/', start);
        return rawPath.substring(start, end < 0 ? rawPath.length() : end);
    }

    boolean needsNoCaller() {
        return route.isPresent() && route.get().permission() == Permission.ANYONE;
    }

    private String query() {
        return request.getQueryString() == null ? "" : "?" + request.getQueryString();
    }

    private static String withoutContext(HttpServletRequest request) {
        String context = request.getContextPath();
        String path = request.getRequestURI();
        return path.startsWith(context) ? path.substring(context.length()) : path;
    }
}
