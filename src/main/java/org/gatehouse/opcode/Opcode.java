package org.gatehouse.opcode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One operation for the cluster's job queue: an identifier such as {@code OP_INSTANCE_REBOOT} and its parameters, in
 * order. Values are those of JSON: {@code null}, {@link Boolean}, {@link Number}, {@link String}, {@link java.util.List}
 * and {@link Map} with string keys, and further opcodes where one opcode carries others. Immutable, but for values that
 * the caller changes afterwards. Printing one shows the names of its parameters and no value, for values may be secret.
 */
public record Opcode(String id, Map<String, Object> parameters) {

    public Opcode {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** An opcode without parameters. */
    public static Opcode named(String id) {
        return new Opcode(id, Map.of());
    }

    /** The same opcode with one parameter more, or with that parameter's value replaced in its place. */
    public Opcode with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(parameters);
        more.put(name, value);
        return new Opcode(id, more);
    }

    /** The same opcode with all of {@code values}, each as by {@link #with(String, Object)}. */
    public Opcode withAll(Map<String, ?> values) {
        Map<String, Object> more = new LinkedHashMap<>(parameters);
        more.putAll(values);
        return new Opcode(id, more);
    }

    @Override
    public String toString() {
        return id + parameters.keySet();
    }
}
