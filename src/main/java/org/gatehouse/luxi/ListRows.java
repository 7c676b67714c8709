package org.gatehouse.luxi;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Rows;

/** Rows that are all there already. */
final class ListRows implements Rows {
    private final Iterator<?> rows;

    ListRows(List<?> rows) {
        this.rows = rows.iterator();
    }

    @Override
    public Optional<List<Object>> next() {
        return rows.hasNext() ? Optional.of(Shapes.list(rows.next(), "a row")) : Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
