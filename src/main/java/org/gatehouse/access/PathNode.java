package org.gatehouse.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A place in the tree of path segments: what is below it by literal segment, by number, by word and by name, in this
 * order of preference. Not changed once the table is built.
 */
final class PathNode {
    private final Map<String, PathNode> literals = new HashMap<>();
    private PathNode number;
    private PathNode word;
    private PathNode name;
    private final List<Route> routes = new ArrayList<>();

    List<Route> routes() {
        return routes;
    }

    /** Adds a route below this node, which is the root. */
    void add(Route route) {
        PathNode node = this;
        for (String segment : route.template().substring(1).split("/", -1)) {
            if (!segment.isEmpty()) {
                node = node.child(segment, route.template());
            }
        }
        for (Route other : node.routes) {
            if (other.method().equals(route.method())) {
                throw new IllegalArgumentException(route.method() + " " + route.template() + " is claimed twice");
            }
        }
        node.routes.add(route);
    }

    /** The routes at the path whose first segment starts at {@code from}; empty if there is none. */
    List<Route> find(String path, int from) {
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        PathNode literal = literals.get(path.substring(from, end));
        List<Route> found = literal == null ? List.of() : literal.rest(path, slash);
        if (found.isEmpty() && number != null && isNumber(path, from, end)) {
            found = number.rest(path, slash);
        }
        if (found.isEmpty() && word != null && isWord(path, from, end)) {
            found = word.rest(path, slash);
        }
        if (found.isEmpty() && name != null && isName(path, from, end)) {
            found = name.rest(path, slash);
        }
        return found;
    }

    private List<Route> rest(String path, int slash) {
        return slash < 0 ? routes : find(path, slash + 1);
    }

    private PathNode child(String segment, String template) {
        if (!segment.startsWith("{")) {
            return literals.computeIfAbsent(segment, word -> new PathNode());
        }
        String inner = segment.substring(1, segment.length() - 1);
        int colon = inner.indexOf(':');
        if (!segment.endsWith("}") || inner.indexOf('{') >= 0) {
            throw new IllegalArgumentException(template + ": a path variable must be a whole segment");
        }
        if (colon < 0) {
            name = name == null ? new PathNode() : name;
            return name;
        }
        switch (inner.substring(colon + 1).trim()) {
            case "\\d+" -> {
                number = number == null ? new PathNode() : number;
                return number;
            }
            case "[a-z0-9_]+" -> {
                word = word == null ? new PathNode() : word;
                return word;
            }
            default ->
                throw new IllegalArgumentException(
                        template + ": the only patterns of a path variable are \\d+ and [a-z0-9_]+");
        }
    }

    private static boolean isNumber(String path, int from, int end) {
        for (int i = from; i < end; i++) {
            if (!isDigit(path.charAt(i))) {
                return false;
            }
        }
        return from < end;
    }

    /** Whether it is what a node call can be named. */
    private static boolean isWord(String path, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = path.charAt(i);
            if (!isDigit(c) && c != '_' && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return from < end;
    }

    /** Whether it is a name of Ganeti's; the dot segments are not, because containers resolve them behind our back. */
    private static boolean isName(String path, int from, int end) {
        boolean onlyDots = true;
        for (int i = from; i < end; i++) {
            char c = path.charAt(i);
            boolean allowed = isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
            if (!allowed && c != '.') {
                return false;
            }
            onlyDots &= c == '.';
        }
        return from < end && !(onlyDots && end - from <= 2);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
