package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.cluster.Rows;

/** Rows of items, each made when it is asked for. */
final class ItemRows<T> implements Rows {
    private final Iterator<T> items;
    private final List<Field<T>> fields;
    private final Scope scope;
    private final Function<Cell, Object> form;

    private ItemRows(Iterator<T> items, List<Field<T>> fields, Scope scope, Function<Cell, Object> form) {
        this.items = items;
        this.fields = fields;
        this.scope = scope;
        this.form = form;
    }

    /** Rows of values, {@code null} where there is none. */
    static <T> ItemRows<T> ofValues(Iterator<T> items, List<Field<T>> fields, Scope scope) {
        return new ItemRows<>(items, fields, scope, Cell::value);
    }

    /** Rows of pairs of status and value. */
    static <T> ItemRows<T> ofCells(Iterator<T> items, List<Field<T>> fields, Scope scope) {
        return new ItemRows<>(items, fields, scope, Cell::pair);
    }

    @Override
    public Optional<List<Object>> next() {
        if (!items.hasNext()) {
            return Optional.empty();
        }
        T item = items.next();
        List<Object> row = new ArrayList<>(fields.size());
        for (Field<T> field : fields) {
            row.add(form.apply(field.read(item, scope)));
        }
        return Optional.of(Collections.unmodifiableList(row));
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }
}
