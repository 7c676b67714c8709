package org.gatehouse.embedded.query;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.Table;

/**
 * Objects of the model that have names.
 *
 * @param word how Ganeti's messages call one
 * @param shortened whether names may be shortened at a dot
 */
record NamedItems<T extends Item>(
        String word, Function<Model, Table<T>> table, Function<T, String> name, boolean shortened)
        implements Source.Items<T> {

    @Override
    public Iterator<T> all(Scope scope, List<String> fields) {
        return Scope.nice(table.apply(scope.model()).all(), name).iterator();
    }

    /** A number is no name; it is compared, which then fails in its own way. */
    @Override
    public List<T> named(Scope scope, Object value) {
        return value instanceof String text ? List.of(get(scope.model(), text)) : List.of();
    }

    /** The one with this UUID or name, which has to be unambiguous. */
    T get(Model model, String text) {
        Table<T> all = table.apply(model);
        return all.find(text).or(() -> byName(all, text)).orElseThrow(() -> Refusals.unknown(word, text));
    }

    private Optional<T> byName(Table<T> all, String text) {
        // The table looks names up in any case of letters, which queries do not.
        return shortened
                ? all.lookup(text)
                        .filter(item -> name.apply(item).equals(text) || Matching.isShort(text, name.apply(item)))
                : all.named(text);
    }

    @Override
    public Optional<T> first(Scope scope, String text) {
        Table<T> all = table.apply(scope.model());
        return all.named(text)
                .or(() -> all.find(text))
                .or(() -> byName(all, text))
                .or(() -> shortened ? firstOfSeveral(all, text) : Optional.empty());
    }

    private Optional<T> firstOfSeveral(Table<T> all, String text) {
        return all.all().stream()
                .filter(item -> Matching.isShort(text, name.apply(item)))
                .min((a, b) -> NiceOrder.NICE.compare(name.apply(a), name.apply(b)));
    }
}
