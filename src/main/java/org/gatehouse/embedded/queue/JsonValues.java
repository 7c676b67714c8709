package org.gatehouse.embedded.queue;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Compares JSON values, numbers by what they are worth. */
final class JsonValues {
    private JsonValues() {}

    static boolean same(Object one, Object other) {
        if (one instanceof List<?> list) {
            return other instanceof List<?> items && same(list, items);
        }
        if (one instanceof Map<?, ?> map) {
            return other instanceof Map<?, ?> members
                    && map.keySet().equals(members.keySet())
                    && map.keySet().stream().allMatch(key -> same(map.get(key), members.get(key)));
        }
        if (one instanceof Number number && other instanceof Number value) {
            return compare(number, value) == 0;
        }
        return one == null ? other == null : one.equals(other);
    }

    static int compare(Number one, Number other) {
        return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
    }

    private static boolean same(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        Iterator<?> others = other.iterator();
        return one.stream().allMatch(item -> same(item, others.next()));
    }
}
