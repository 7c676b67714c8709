package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.opcode.OpcodeDefinition;
import org.gatehouse.opcode.Parameter;

/**
 * An opcode's parameters, left-out ones by their defaults, and what an operation decides about them. For one thread. Has
 * no text of its own, for values may be secret.
 */
final class Args {
    private final String id;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> given;

    Args(Opcode opcode, OpcodeDefinition definition) {
        this.id = opcode.id();
        this.given = opcode.parameters().keySet();
        for (Parameter parameter : definition.parameters()) {
            values.put(parameter.name(), parameter.defaultValue());
        }
        values.putAll(opcode.parameters());
    }

    /** The opcode as it is now. What is null and was not given is left out. */
    Opcode opcode() {
        Map<String, Object> shown = new LinkedHashMap<>(values);
        shown.entrySet().removeIf(entry -> entry.getValue() == null && !given.contains(entry.getKey()));
        return new Opcode(id, shown);
    }

    /** All parameters. */
    Map<String, Object> all() {
        return new LinkedHashMap<>(values);
    }

    Object value(String name) {
        return values.get(name);
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    void set(String name, Object value) {
        values.put(name, value);
    }

    /** The text, or {@code null}. */
    String text(String name) {
        return values.get(name) instanceof String text ? text : null;
    }

    /** Whether the parameter is true; no value is none. */
    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** True, false, or {@code null}. */
    Boolean choice(String name) {
        return values.get(name) instanceof Boolean choice ? choice : null;
    }

    /** The number, or {@code null}. */
    Long number(String name) {
        return Values.whole(values.get(name));
    }

    Map<String, Object> map(String name) {
        return Values.map(values.get(name));
    }

    List<Object> list(String name) {
        return Values.list(values.get(name));
    }

    List<String> texts(String name) {
        return Values.texts(values.get(name));
    }
}
