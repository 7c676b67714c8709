package org.gatehouse.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OS parameters that must not be shown. Ganeti wraps them wherever a JSON object has a member with one of their names, in
 * what it reads and in what it writes; luxid hands some of them out in clear, so whoever passes JSON on must blank them.
 */
public final class PrivateParameters {
    private static final String PER_OS = "osparams_private_cluster";
    private static final Set<String> HOLDERS = Set.of("osparams_private", "osparams_secret", PER_OS);

    private PrivateParameters() {}

    static boolean isHolder(String name) {
        return HOLDERS.contains(name);
    }

    /** The holder's value with every secret replaced by {@code null}; a value of an unexpected shape is blanked whole. */
    static Object blanked(String holder, Object value) {
        if (holder.equals(PER_OS)) {
            if (!(value instanceof Map<?, ?> systems)) {
                return null;
            }
            Map<String, Object> blank = new LinkedHashMap<>();
            systems.forEach((system, parameters) -> blank.put((String) system, blankedNames(parameters)));
            return blank;
        }
        return blankedNames(value);
    }

    private static Map<String, Object> blankedNames(Object parameters) {
        Map<String, Object> blank = new LinkedHashMap<>();
        if (parameters instanceof Map<?, ?> map) {
            map.keySet().forEach(name -> blank.put((String) name, null));
        }
        return blank;
    }

    /**
     * Puts a request's private parameters into the form Ganeti gives them when it reads them, in place: {@code null} becomes
     * an empty object. False if one of them is neither object nor null anywhere in the value.
     */
    static boolean normalise(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().allMatch(PrivateParameters::normalise);
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<String, Object> member : members(map).entrySet()) {
                if (!normaliseMember(member)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean normaliseMember(Map.Entry<String, Object> member) {
        Object value = member.getValue();
        if (!isHolder(member.getKey())) {
            return normalise(value);
        }
        if (member.getKey().equals(PER_OS)) {
            return value == null || (value instanceof Map<?, ?> systems && normalisePerOs(members(systems)));
        }
        if (value == null) {
            member.setValue(new LinkedHashMap<String, Object>());
            return true;
        }
        return value instanceof Map;
    }

    private static boolean normalisePerOs(Map<String, Object> systems) {
        for (Map.Entry<String, Object> system : systems.entrySet()) {
            if (system.getValue() == null) {
                system.setValue(new LinkedHashMap<String, Object>());
            } else if (!(system.getValue() instanceof Map)) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, Object> members(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
