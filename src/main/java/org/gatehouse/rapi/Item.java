package org.gatehouse.rapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.HttpError;

/** One item of a collection as an object. */
final class Item {
    private Item() {}

    /** The item's fields and their values; 404 if the cluster has no such item. */
    static Map<String, Object> fetch(Queries queries, ItemKind kind, String name, List<String> fields, boolean lock) {
        try {
            return queries.find(kind, name, fields, lock)
                    .map(values -> object(fields, values))
                    .orElseThrow(() -> new HttpError(404));
        } catch (ClusterException e) {
            throw e.isUnknownEntity() ? new HttpError(404) : e;
        }
    }

    /** An object of these members; fails if the cluster sent more or fewer values than it was asked for. */
    static Map<String, Object> object(List<String> names, List<Object> values) {
        checkWidth(names, values);
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            object.put(names.get(i), values.get(i));
        }
        return object;
    }

    static void checkWidth(List<String> names, List<Object> values) {
        if (names.size() != values.size()) {
            throw new ClusterException(
                    ClusterException.Reason.BROKEN_ANSWER,
                    "the cluster sent " + values.size() + " values for " + names.size() + " fields");
        }
    }
}
