package org.gatehouse.embedded.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A change of the model in the making. Of one thread, while {@link Model#change} runs. */
public final class Edit {
    private final Model model;
    private final Instant now;
    private final Map<Key, Item> put = new LinkedHashMap<>();
    private final Map<Key, Item> removed = new LinkedHashMap<>();

    Edit(Model model, Instant now) {
        this.model = model;
        this.now = now;
    }

    private record Key(Kind kind, String uuid) {
        static Key of(Item item) {
            return new Key(item.kind(), item.uuid());
        }
    }

    /** Adds an object or replaces the one with its UUID. Its stamp is set here: once for all that happens in one change. */
    public void put(Item item) {
        Stamp stamp = model.table(item.kind())
                .find(item.uuid())
                .map(old -> old.stamp().changed(now))
                .orElseGet(() -> Stamp.made(now));
        Key key = Key.of(item);
        removed.remove(key);
        put.put(key, item.withStamp(stamp));
    }

    /** Removes the object with this one's UUID. */
    public void remove(Item item) {
        Key key = Key.of(item);
        put.remove(key);
        removed.put(key, item);
    }

    /** The newest state of an object, this change included; empty if it is gone. */
    public <T extends Item> Optional<T> latest(T item) {
        Key key = Key.of(item);
        if (removed.containsKey(key)) {
            return Optional.empty();
        }
        @SuppressWarnings("unchecked") // a kind has one class
        Class<T> type = (Class<T>) item.getClass();
        return Optional.ofNullable(put.get(key))
                .or(() -> model.table(item.kind()).find(item.uuid()))
                .map(type::cast);
    }

    Collection<Item> put() {
        return put.values();
    }

    List<Item> removed() {
        return new ArrayList<>(removed.values());
    }
}
