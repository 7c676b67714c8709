package org.gatehouse.rapi;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.Rows;
import org.gatehouse.http.JsonStream;
import org.gatehouse.http.StreamedAnswer;

/** Whole instances, written as the cluster delivers them, each with its memory under the name it had in older releases. */
final class InstanceList implements StreamedAnswer {
    private final Rows rows;
    private final List<String> fields;

    InstanceList(Rows rows, List<String> fields) {
        this.rows = rows;
        this.fields = fields;
    }

    @Override
    public void writeTo(JsonStream out) throws IOException {
        out.beginArray();
        for (Optional<List<Object>> row = rows.next(); row.isPresent(); row = rows.next()) {
            out.object(withMemory(Item.object(fields, row.get())));
        }
        out.endArray();
    }

    @Override
    public void close() {
        rows.close();
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
