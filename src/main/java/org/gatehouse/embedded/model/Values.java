package org.gatehouse.embedded.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Unchangeable copies of collections that may hold {@code null}, as JSON values do. */
final class Values {
    private Values() {}

    static <V> Map<String, V> map(Map<String, ? extends V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    static <V> List<V> list(Collection<? extends V> list) {
        return Collections.unmodifiableList(new ArrayList<>(list));
    }

    static SortedSet<String> sorted(Collection<String> texts) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(texts));
    }

    /** {@code custom} over {@code defaults}, in the order of the defaults. */
    static Map<String, Object> filled(Map<String, Object> defaults, Map<String, Object> custom) {
        Map<String, Object> filled = new LinkedHashMap<>(defaults);
        filled.putAll(custom);
        return filled;
    }
}
