package org.gatehouse.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * Puts a request's private parameters into the form Ganeti gives them when it reads them, in place: objects, also where
     * nothing or a list of pairs was sent. False if this cannot be done with one of them, anywhere in the value.
     */
    static boolean normalise(Object value) {
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (!normalise(element)) {
                    return false;
                }
            }
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
        if (!member.getKey().equals(PER_OS)) {
            return replaceByObject(member);
        }
        if (value instanceof Map<?, ?> systems) {
            return members(systems).entrySet().stream().allMatch(PrivateParameters::replaceByObject);
        }
        return value == null || value.equals("") || value.equals(List.of());
    }

    private static boolean replaceByObject(Map.Entry<String, Object> member) {
        Optional<Map<String, Object>> object = asObject(member.getValue());
        object.ifPresent(member::setValue);
        return object.isPresent();
    }

    /** What Python's dictionaries can be made of: an object, a sequence of pairs, or nothing. */
    private static Optional<Map<String, Object>> asObject(Object value) {
        if (value instanceof Map<?, ?> map) {
            return Optional.of(members(map));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        if (value == null || value.equals("")) {
            return Optional.of(object);
        }
        if (!(value instanceof List<?> pairs)) {
            return Optional.empty();
        }
        for (Object pair : pairs) {
            List<?> two = elements(pair);
            if (two.size() != 2 || two.get(0) instanceof List || two.get(0) instanceof Map) {
                return Optional.empty();
            }
            object.put(asName(two.get(0)), two.get(1));
        }
        return Optional.of(object);
    }

    private static List<?> elements(Object sequence) {
        if (sequence instanceof String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
        if (sequence instanceof Map<?, ?> map) {
            return List.copyOf(map.keySet());
        }
        return sequence instanceof List<?> list ? list : List.of();
    }

    /** Names are text in JSON, whatever they were in the pair. */
    private static String asName(Object name) {
        if (name instanceof Boolean || name == null) {
            return String.valueOf(name);
        }
        return PythonText.str(name);
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, Object> members(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
