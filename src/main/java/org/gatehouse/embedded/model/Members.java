package org.gatehouse.embedded.model;

import java.util.List;
import java.util.Map;

/** The members of a JSON object, each as the type that it was written with. */
record Members(Map<String, Object> json) {

    String text(String name) {
        return (String) json.get(name);
    }

    long number(String name) {
        return ((Number) json.get(name)).longValue();
    }

    Integer optionalNumber(String name) {
        return json.get(name) == null ? null : Integer.valueOf(((Number) json.get(name)).intValue());
    }

    double fraction(String name) {
        return ((Number) json.get(name)).doubleValue();
    }

    boolean truth(String name) {
        return Boolean.TRUE.equals(json.get(name));
    }

    Object value(String name) {
        return json.get(name);
    }

    @SuppressWarnings("unchecked") // written with keys that are strings
    Map<String, Object> map(String name) {
        Object value = json.get(name);
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // written as a list of any values
    List<Object> list(String name) {
        Object value = json.get(name);
        return value == null ? List.of() : (List<Object>) value;
    }

    List<String> texts(String name) {
        return list(name).stream().map(String.class::cast).toList();
    }

    @SuppressWarnings("unchecked") // written as a list of objects
    List<Members> objects(String name) {
        return list(name).stream()
                .map(value -> new Members((Map<String, Object>) value))
                .toList();
    }
}
