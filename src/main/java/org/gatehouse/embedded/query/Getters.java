package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Stamp;

/** Collects how the fields of one kind of thing are read. Used while the tables are built, by one thread. */
final class Getters<T> {
    private final Map<String, Getter<T>> exact = new HashMap<>();
    private final Map<String, Function<String, Getter<T>>> families = new HashMap<>();
    private final Set<String> hostNames = new HashSet<>();
    private final Set<String> times = new HashSet<>();

    /** A field that every item has. */
    Getters<T> value(String name, Function<T, Object> value) {
        return cell(name, (item, scope) -> Cell.of(value.apply(item)));
    }

    /** A field that an item has unless it is {@code null}. */
    Getters<T> optional(String name, Function<T, Object> value) {
        return cell(name, (item, scope) -> Cell.available(value.apply(item)));
    }

    Getters<T> cell(String name, Getter<T> getter) {
        exact.put(name, getter);
        return this;
    }

    /** All fields whose name is {@code prefix} and something that no other prefix goes further into. */
    Getters<T> family(String prefix, Function<String, Getter<T>> getters) {
        families.put(prefix, getters);
        return this;
    }

    /** The fields in {@code names} are host names, which may be shortened in filters. */
    Getters<T> hostNames(String... names) {
        hostNames.addAll(Set.of(names));
        return this;
    }

    /** The fields in {@code names} are pairs of seconds and microseconds. */
    Getters<T> times(String... names) {
        times.addAll(Set.of(names));
        return this;
    }

    /** What all objects of the model have. */
    static <I extends Item> Getters<I> ofItems(Function<I, SortedSet<String>> tags) {
        return new Getters<I>()
                .value("uuid", Item::uuid)
                .value("serial_no", item -> item.stamp().serial())
                .value("ctime", item -> Numbers.plain(stamp(item).ctime()))
                .value("mtime", item -> Numbers.plain(stamp(item).mtime()))
                .value("tags", item -> List.copyOf(tags.apply(item)));
    }

    private static Stamp stamp(Item item) {
        return item.stamp();
    }

    /** The table of these fields, as they are described. */
    Fields<T> table(List<Description> descriptions) {
        List<Field<T>> fields = new ArrayList<>();
        for (Description description : descriptions) {
            String name = description.name();
            fields.add(new Field<>(description, getter(name), comparing(name)));
        }
        return new Fields<>(fields);
    }

    private Getter<T> getter(String name) {
        Getter<T> own = exact.get(name);
        if (own != null) {
            return own;
        }
        int slash = name.indexOf('/') + 1;
        return Optional.ofNullable(families.get(name.substring(0, slash)))
                .orElseThrow(() -> new IllegalStateException("nothing reads the field " + name))
                .apply(name.substring(slash));
    }

    private Field.Comparing comparing(String name) {
        if (hostNames.contains(name)) {
            return Field.Comparing.HOST_NAME;
        }
        return times.contains(name) ? Field.Comparing.TIME : Field.Comparing.AS_IS;
    }
}
