package org.gatehouse.opcode;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes secrets out of opcodes. A parameter that is secret in one release or one opcode is kept from view in all. */
final class Redaction {
    private static final String HIDDEN = "<hidden>";

    private final Map<String, Set<String>> known = new HashMap<>();
    private final Set<String> secret = new HashSet<>();

    /** Learns from {@code definitions}, of any number of releases, what there is and what of it is secret. */
    Redaction(Collection<OpcodeDefinition> definitions) {
        for (OpcodeDefinition definition : definitions) {
            Set<String> names = known.computeIfAbsent(definition.id(), id -> new HashSet<>());
            for (Parameter parameter : definition.parameters()) {
                names.add(parameter.name());
                if (parameter.secret()) {
                    secret.add(parameter.name());
                }
            }
        }
    }

    Opcode redacted(Opcode opcode) {
        Set<String> names = known.getOrDefault(opcode.id(), Set.of());
        Map<String, Object> shown = new LinkedHashMap<>();
        opcode.parameters()
                .forEach((name, value) -> shown.put(name, names.contains(name) ? named(name, value) : HIDDEN));
        return new Opcode(opcode.id(), shown);
    }

    // That a secret is not set is none.
    private Object named(String name, Object value) {
        return value != null && secret.contains(name) ? HIDDEN : inside(value);
    }

    private Object inside(Object value) {
        if (value instanceof Opcode opcode) {
            return redacted(opcode);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::inside).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> shown = new LinkedHashMap<>();
            map.forEach((key, item) -> shown.put(key, named(String.valueOf(key), item)));
            return shown;
        }
        return value;
    }
}
