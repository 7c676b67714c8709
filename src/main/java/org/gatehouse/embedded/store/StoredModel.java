package org.gatehouse.embedded.store;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Consumer;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Kind;
import org.gatehouse.embedded.model.ModelStore;
import org.h2.mvstore.MVMap;

/** The model's objects in a {@link StoreFile}: kind and UUID, and the object as JSON. */
public final class StoredModel implements ModelStore {
    private final StoreFile file;

    public StoredModel(StoreFile file) {
        this.file = file;
    }

    private MVMap<String, String> objects() {
        return file.map("objects");
    }

    @Override
    public void readAll(Consumer<Item> reader) {
        objects().forEach((key, json) -> {
            Kind kind = Kind.valueOf(key.substring(0, key.indexOf('/')));
            reader.accept(kind.read(JsonText.readObject(json.getBytes(StandardCharsets.US_ASCII))));
        });
    }

    @Override
    public void write(Collection<Item> put, Collection<Item> removed) {
        file.change(() -> {
            MVMap<String, String> objects = objects();
            removed.forEach(item -> objects.remove(key(item)));
            put.forEach(item -> objects.put(key(item), json(item)));
        });
    }

    private static String key(Item item) {
        return item.kind().name() + "/" + item.uuid();
    }

    private static String json(Item item) {
        return new String(JsonText.write(item.toJson()), StandardCharsets.US_ASCII);
    }
}
