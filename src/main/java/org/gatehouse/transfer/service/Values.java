package org.gatehouse.transfer.service;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads JSON values. */
final class Values {
    private Values() {}

    @SuppressWarnings("unchecked") // JSON objects have string keys
    static Map<String, Object> members(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }

    /** The objects in a list; what is none is left out. */
    static List<Map<String, Object>> objects(Object list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (list instanceof List<?> elements) {
            for (Object element : elements) {
                if (element instanceof Map<?, ?> map) {
                    objects.add(members(map));
                }
            }
        }
        return objects;
    }

    /** The list, or none. */
    @SuppressWarnings("unchecked") // JSON arrays hold JSON values
    static List<Object> list(Object value) {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /** The text, or an empty one. */
    static String text(Object value) {
        return value instanceof String text ? text : "";
    }

    static boolean isTrue(Object value) {
        return Boolean.TRUE.equals(value);
    }

    /** The whole number, if it is one of an ordinary size. */
    static Optional<Long> whole(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(((Number) value).longValue());
        }
        return value instanceof BigInteger || !(value instanceof Double number) || number != Math.rint(number)
                ? Optional.empty()
                : Optional.of(number.longValue());
    }

    /** The whole number, or this one. */
    static long whole(Object value, long otherwise) {
        return whole(value).orElse(otherwise);
    }
}
