package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values, handled the way that Ganeti handles them. */
final class Values {
    private Values() {}

    /** An object's members, in an object of its own; empty for {@code null}. */
    static Map<String, Object> map(Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> members.put(String.valueOf(key), member));
        }
        return members;
    }

    /** A list's elements, in a list of its own; empty for {@code null}. */
    static List<Object> list(Object value) {
        return value instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
    }

    /** A list's elements as texts. */
    static List<String> texts(Object value) {
        return list(value).stream().map(String::valueOf).toList();
    }

    /** Whether Python takes a value for true. */
    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return value instanceof List<?> list ? !list.isEmpty() : value != null;
    }

    /** A whole number, or {@code null}. */
    static Long whole(Object value) {
        return value instanceof Number number ? (Long) number.longValue() : null;
    }

    /** {@code defaults} with {@code values} over them. */
    static Map<String, Object> filled(Map<String, ?> defaults, Map<String, ?> values) {
        Map<String, Object> filled = new LinkedHashMap<>(defaults);
        filled.putAll(values);
        return filled;
    }

    /** {@code old} with {@code changes}, where the value "default" takes a parameter out. */
    static Map<String, Object> updated(Map<String, ?> old, Map<String, ?> changes) {
        return updated(old, changes, false);
    }

    /** The same; {@code noneToo} is whether {@code null} takes a parameter out, too. */
    static Map<String, Object> updated(Map<String, ?> old, Map<String, ?> changes, boolean noneToo) {
        Map<String, Object> updated = new LinkedHashMap<>(old);
        changes.forEach((name, value) -> {
            if ("default".equals(value) || (noneToo && value == null)) {
                updated.remove(name);
            } else {
                updated.put(name, value);
            }
        });
        return updated;
    }
}
