package org.gatehouse.embedded.query;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Where the items of one kind come from, and what they look like.
 *
 * @param what the query language's word for the kind
 * @param key the field that names an item
 */
record Source<T>(String what, String key, Fields<T> fields, Items<T> items) {

    /** How to get at the items. */
    interface Items<T> {

        /** All of them in their order. {@code fields} are those that somebody will look at. */
        Iterator<T> all(Scope scope, List<String> fields);

        /** Those that the query language looks up by a value of the key; none for values that only the filter judges. */
        default List<T> named(Scope scope, Object name) {
            return List.of();
        }

        /** The first one that a row query means by a name. */
        Optional<T> first(Scope scope, String name);

        /** Whether there may be too many to hold all that pass a filter. */
        default boolean areMany() {
            return false;
        }
    }

    /** The items that pass, in the order they are answered in. */
    Iterator<T> matching(Filter filter, Scope scope, List<String> names) {
        BiPredicate<T, Scope> passes = new Matching<>(fields).by(filter);
        List<T> named = filter.named(key).orElse(List.of()).stream()
                .flatMap(value -> items.named(scope, value).stream())
                .toList();
        if (!named.isEmpty()) {
            return named.stream()
                    .filter(item -> passes.test(item, scope))
                    .toList()
                    .iterator();
        }
        Iterator<T> all = items.all(scope, names);
        if (filter instanceof Filter.Everything) {
            return all;
        }
        Passing<T> passing = new Passing<>(all, item -> passes.test(item, scope));
        // Where a filter turns out not to fit the values, that is better said before the answer begins.
        return items.areMany() ? passing : passing.collect().iterator();
    }
}
