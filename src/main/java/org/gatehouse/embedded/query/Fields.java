package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of one kind of thing, in Ganeti's order. */
final class Fields<T> {
    private final Map<String, Field<T>> byName = new LinkedHashMap<>();

    Fields(List<Field<T>> fields) {
        fields.forEach(field -> byName.put(field.description().name(), field));
    }

    Optional<Field<T>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The fields of these names; those that do not exist are described as unknown and hold nothing. */
    List<Field<T>> select(List<String> names) {
        List<Field<T>> selected = new ArrayList<>(names.size());
        for (String name : names) {
            selected.add(find(name)
                    .orElseGet(() -> new Field<>(
                            Description.unknown(name), (item, scope) -> Cell.UNKNOWN, Field.Comparing.AS_IS)));
        }
        return selected;
    }

    /** The names among these that no field has. */
    List<String> unknown(List<String> names) {
        return names.stream().filter(name -> !byName.containsKey(name)).toList();
    }

    List<Field<T>> all() {
        return List.copyOf(byName.values());
    }
}
