package org.gatehouse.embedded.query;

/** A field: how it is described, where its value comes from, and how filters compare it. */
record Field<T>(Description description, Getter<T> getter, Comparing comparing) {

    /** What filters do with a field's value before they compare it. */
    enum Comparing {
        /** Nothing. */
        AS_IS,
        /** Equal to a name is also one that goes on after it with a dot. */
        HOST_NAME,
        /** A pair of seconds and microseconds counts as its seconds. */
        TIME
    }

    Cell read(T item, Scope scope) {
        return getter.get(item, scope);
    }
}
