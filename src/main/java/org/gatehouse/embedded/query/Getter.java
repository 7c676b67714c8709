package org.gatehouse.embedded.query;

/** Reads one field of an item, looking around in the cluster where it has to. */
@FunctionalInterface
interface Getter<T> {
    Cell get(T item, Scope scope);
}
