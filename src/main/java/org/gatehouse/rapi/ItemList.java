package org.gatehouse.rapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.Rows;
import org.gatehouse.http.StreamedAnswer;

/** A collection's answer: short objects of id and URI in order of the ids, or whole objects as the cluster lists them. */
final class ItemList {
    /** The order of ids: numbers by size, texts by code point. */
    private static final Comparator<Object> BY_ID = (a, b) -> a instanceof Number x && b instanceof Number y
            ? Long.compare(x.longValue(), y.longValue())
            : compareCodePoints((String) a, (String) b);

    private ItemList() {}

    /** Objects of the item's id, under the name {@code idKey}, and its URI below {@code collection}. */
    static StreamedAnswer uris(
            Queries queries, ItemKind kind, String field, boolean lock, String idKey, String collection) {
        return new StreamedAnswer(() -> new RowList(sorted(queries.list(kind, List.of(field), lock)), (out, row) -> {
            Map<String, Object> uri = new LinkedHashMap<>();
            uri.put(idKey, row.get(0));
            uri.put("uri", collection + "/" + row.get(0));
            out.object(uri);
        }));
    }

    /** The rows in the order of the ids that they consist of. Nothing is held any more. */
    private static Rows sorted(Rows rows) {
        List<List<Object>> all = new ArrayList<>();
        try (rows) {
            for (Optional<List<Object>> row = rows.next(); row.isPresent(); row = rows.next()) {
                all.add(row.get());
            }
        }
        all.sort((a, b) -> BY_ID.compare(a.get(0), b.get(0)));
        Iterator<List<Object>> each = all.iterator();
        return new Rows() {
            @Override
            public Optional<List<Object>> next() {
                return each.hasNext() ? Optional.of(each.next()) : Optional.empty();
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    /** Whole objects with these fields, written as the cluster delivers them. */
    static StreamedAnswer objects(Supplier<Rows> rows, List<String> fields) {
        return new StreamedAnswer(() -> new RowList(rows.get(), (out, row) -> {
            Item.checkWidth(fields, row);
            out.object(fields, row);
        }));
    }

    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
