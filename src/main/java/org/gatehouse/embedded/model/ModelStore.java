package org.gatehouse.embedded.model;

import java.util.Collection;
import java.util.function.Consumer;

/** Where a model's objects outlive the process. */
public interface ModelStore {

    /** Hands over every object that is kept, in any order. */
    void readAll(Consumer<Item> reader);

    /**
     * Keeps and forgets these objects, all of them or none; they are safe when this returns. Fails with
     * {@link org.gatehouse.cluster.ClusterException} if that cannot be at present, with {@code BUSY} for a reason.
     */
    void write(Collection<Item> put, Collection<Item> removed);

    /** Keeps nothing beyond the process, for tests. */
    static ModelStore inMemory() {
        return new ModelStore() {
            @Override
            public void readAll(Consumer<Item> reader) {
                // There never is anything.
            }

            @Override
            public void write(Collection<Item> put, Collection<Item> removed) {
                // The model has them in memory.
            }
        };
    }
}
