package org.gatehouse.rapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.cluster.Rows;
import org.gatehouse.http.StreamedAnswer;

/** Whole instances, written as the cluster delivers them, each with its memory under the name it had in older releases. */
final class InstanceList {
    private InstanceList() {}

    static StreamedAnswer of(Supplier<Rows> rows, List<String> fields) {
        return new StreamedAnswer(() ->
                new RowList(rows.get(), (out, row) -> out.object(withMemory(Item.object(fields, row)))));
    }

    /** The instance with {@code beparams.memory}, which is its largest memory. */
    static Map<String, Object> withMemory(Map<String, Object> instance) {
        if (instance.get("beparams") instanceof Map<?, ?> parameters) {
            Map<String, Object> more = new LinkedHashMap<>(Call.members(parameters));
            more.put("memory", more.get("maxmem"));
            instance.put("beparams", more);
        }
        return instance;
    }
}
