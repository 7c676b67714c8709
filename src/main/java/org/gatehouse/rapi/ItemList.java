package org.gatehouse.rapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.Rows;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.http.StreamedAnswer;

/** A collection's answer: short objects of id and URI in order of the ids, or whole objects as the cluster lists them. */
final class ItemList {
    /** The order of ids: numbers by size, texts by code point. */
    private static final Comparator<Object> BY_ID = (a, b) -> a instanceof Number x && b instanceof Number y
            ? Long.compare(x.longValue(), y.longValue())
            : compareCodePoints((String) a, (String) b);

    private ItemList() {}

    /** Objects of the item's id, under the name {@code idKey}, and its URI below {@code collection}. */
    static JsonAnswer uris(
            Queries queries, ItemKind kind, String field, boolean lock, String idKey, String collection) {
        List<Object> ids = new ArrayList<>();
        try (Rows rows = queries.list(kind, List.of(field), lock)) {
            for (Optional<List<Object>> row = rows.next(); row.isPresent(); row = rows.next()) {
                ids.add(row.get().get(0));
            }
        }
        ids.sort(BY_ID);
        List<Object> uris = new ArrayList<>(ids.size());
        for (Object id : ids) {
            Map<String, Object> uri = new LinkedHashMap<>();
            uri.put(idKey, id);
            uri.put("uri", collection + "/" + id);
            uris.add(uri);
        }
        return new JsonAnswer(uris);
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
