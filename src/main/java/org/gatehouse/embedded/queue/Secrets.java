package org.gatehouse.embedded.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is shown, and kept on disk, of OS parameters that are nobody's business: the secret ones never, the private ones until
 * their opcode's turn has come.
 */
final class Secrets {
    static final String SECRET = "osparams_secret";
    private static final String REDACTED = "<redacted>";
    private static final String PER_OS = "osparams_private_cluster";
    private static final Set<String> PRIVATE = Set.of("osparams_private", SECRET, PER_OS);

    private Secrets() {}

    /** The value with its secret parameters redacted, fit to wait on disk. */
    static Object redacted(Object value) {
        return hide(value, Set.of(SECRET), parameter -> REDACTED);
    }

    /** The value with all private parameters blank. */
    static Object blank(Object value) {
        return hide(value, PRIVATE, parameter -> null);
    }

    /** Whether secret parameters are gone, as they are when the cluster was started anew before the opcode's turn came. */
    static boolean lost(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(Secrets::lost);
        }
        return value instanceof Map<?, ?> map
                && ((map.get(SECRET) instanceof Map<?, ?> secrets && secrets.containsValue(REDACTED))
                        || map.values().stream().anyMatch(Secrets::lost));
    }

    private static Object hide(Object value, Set<String> holders, UnaryOperator<Object> cover) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> hide(item, holders, cover)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> shown = new LinkedHashMap<>();
            map.forEach((key, item) -> {
                String name = (String) key;
                shown.put(
                        name,
                        holders.contains(name)
                                ? covered(item, name.equals(PER_OS) ? 2 : 1, cover)
                                : hide(item, holders, cover));
            });
            return shown;
        }
        return value;
    }

    private static Object covered(Object value, int depth, UnaryOperator<Object> cover) {
        if (value == null) {
            return null;
        }
        if (depth == 0 || !(value instanceof Map<?, ?> map)) {
            return cover.apply(value);
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        map.forEach((key, item) -> shown.put((String) key, covered(item, depth - 1, cover)));
        return shown;
    }
}
