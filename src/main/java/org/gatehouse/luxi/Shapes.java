package org.gatehouse.luxi;

import java.util.List;
import java.util.Map;

/** Checks that luxid's JSON values have the shape the protocol promises. */
final class Shapes {
    private Shapes() {}

    @SuppressWarnings("unchecked") // a list of JSON values is a List<Object>
    static List<Object> list(Object value, String what) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw LuxiErrors.broken(what + " is not an array");
    }

    @SuppressWarnings("unchecked") // the keys of JSON objects are strings
    static Map<String, Object> object(Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw LuxiErrors.broken(what + " is not an object");
    }
}
