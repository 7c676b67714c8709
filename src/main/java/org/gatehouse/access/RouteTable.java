package org.gatehouse.access;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.opcode.GanetiVersion;

/**
 * Every route there is, read once from the annotations of the resource classes. Paths are compared as they were sent:
 * nothing is decoded or normalised, so an escaped, doubled or trailing slash, a dot segment and a path parameter match
 * nothing. Immutable.
 */
public final class RouteTable {
    private final PathNode root = new PathNode();
    private final List<Route> routes;

    private RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        this.routes.forEach(root::add);
    }

    /**
     * Reads the routes of resource classes. Throws {@link IllegalArgumentException}, naming the method at fault, if one has
     * a verb but no {@link Requires} or is not public, if two claim the same path and verb, or if a path variable has a
     * pattern other than {@code \d+} and {@code [a-z0-9_]+}.
     */
    public static RouteTable of(Collection<Class<?>> resources) {
        List<Route> routes = new ArrayList<>();
        for (Class<?> resource : resources) {
            Stream.of(resource.getMethods(), resource.getDeclaredMethods())
                    .flatMap(Arrays::stream)
                    .distinct()
                    .filter(method -> !method.isSynthetic())
                    .sorted(Comparator.comparing(Method::toString))
                    .forEach(method -> addRoute(routes, resource, method));
        }
        return new RouteTable(routes);
    }

    /** All routes, whatever the release. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The methods of a path.
     *
     * @param rawPath the path as the client sent it, without the query
     * @return empty if a cluster of this release does not know the path
     */
    public Optional<RoutesOfPath> find(String rawPath, GanetiVersion version) {
        if (rawPath.isEmpty() || rawPath.charAt(0) != '/') {
            return Optional.empty();
        }
        List<Route> methods = rawPath.length() == 1 ? root.routes() : root.find(rawPath, 1);
        for (Route route : methods) {
            if (route.existsIn(version)) {
                return Optional.of(new RoutesOfPath(methods, version));
            }
        }
        return Optional.empty();
    }

    private static void addRoute(List<Route> routes, Class<?> resource, Method method) {
        Optional<String> verb = findVerb(method);
        if (verb.isEmpty()) {
            return;
        }
        String where = resource.getSimpleName() + "." + method.getName();
        if (!Modifier.isPublic(method.getModifiers())) {
            throw new IllegalArgumentException(where + " has an HTTP verb but is not public");
        }
        Requires requires = method.getAnnotation(Requires.class);
        if (requires == null) {
            throw new IllegalArgumentException(where + " has an HTTP verb but does not state what it requires");
        }
        Path base = resource.getAnnotation(Path.class);
        if (base == null) {
            throw new IllegalArgumentException(where + " has an HTTP verb but its class has no path");
        }
        Path rest = method.getAnnotation(Path.class);
        Since since = method.getAnnotation(Since.class);
        for (String each : verbs(resource, verb.get())) {
            routes.add(new Route(
                    join(base.value(), rest == null ? "" : rest.value()),
                    each,
                    requires.value(),
                    Optional.ofNullable(since).map(Since::value).map(GanetiVersion::parse)));
        }
    }

    /** JAX-RS makes the answers to {@code HEAD} and {@code OPTIONS} of the method for {@code GET}. */
    private static List<String> verbs(Class<?> resource, String verb) {
        return verb.equals(HttpMethod.GET) && resource.isAnnotationPresent(HeadAndOptions.class)
                ? List.of(verb, HttpMethod.HEAD, HttpMethod.OPTIONS)
                : List.of(verb);
    }

    private static Optional<String> findVerb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String join(String base, String rest) {
        StringBuilder template = new StringBuilder();
        for (String segment : (base + "/" + rest).split("/", -1)) {
            if (!segment.isEmpty()) {
                template.append('/').append(segment);
            }
        }
        return template.isEmpty() ? "/" : template.toString();
    }
}
