package org.gatehouse.embedded.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** The model's objects of one kind. Reads never block and may see a change half done, each object whole. */
public final class Table<T extends Item> {
    private final ConcurrentMap<String, T> byUuid = new ConcurrentHashMap<>();
    private final NavigableMap<String, T> byName = new ConcurrentSkipListMap<>();
    private final Class<T> type;
    private final Function<T, String> naming;

    Table(Class<T> type, Function<T, String> naming) {
        this.type = type;
        this.naming = naming;
    }

    /** All of them in the order of their names, as they are while one looks. */
    public Collection<T> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** How many there are. */
    public int size() {
        return byUuid.size();
    }

    /** The one with that UUID. */
    public Optional<T> find(String uuid) {
        return uuid == null ? Optional.empty() : Optional.ofNullable(byUuid.get(uuid));
    }

    /** The one with that UUID, which another object of the model refers to and which therefore exists. */
    public T get(String uuid) {
        return find(uuid)
                .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + " with the UUID " + uuid));
    }

    /** The one with exactly that name. */
    public Optional<T> named(String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(byName.get(name));
    }

    /**
     * The one with that name, or else the only one whose name begins with it and a dot, whatever the case of letters, as
     * Ganeti lets users shorten the names of nodes and instances.
     */
    public Optional<T> lookup(String name) {
        Optional<T> exact = named(name);
        if (exact.isPresent() || name == null || name.isEmpty()) {
            return exact;
        }
        // Host names are kept in lower case, so the candidates are next to each other.
        String start = name.toLowerCase(Locale.ROOT);
        T same = byName.get(start);
        if (same != null) {
            return Optional.of(same);
        }
        Collection<T> candidates = byName.subMap(start + ".", start + "/").values();
        T only = null;
        for (T candidate : candidates) {
            if (only != null) {
                return Optional.empty();
            }
            only = candidate;
        }
        return Optional.ofNullable(only);
    }

    void put(Item item) {
        T added = type.cast(item);
        T old = byUuid.put(added.uuid(), added);
        byName.put(naming.apply(added), added);
        if (old != null && !naming.apply(old).equals(naming.apply(added))) {
            byName.remove(naming.apply(old), old);
        }
    }

    void remove(String uuid) {
        T old = byUuid.remove(uuid);
        if (old != null) {
            byName.remove(naming.apply(old), old);
        }
    }
}
