package org.gatehouse.rapi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.http.JsonStream;
import org.gatehouse.http.StreamedAnswer;

/** What a query found, written as the cluster delivers it: the rows, then what the columns are. */
final class QueryList implements StreamedAnswer {
    private final QueryAnswer answer;

    QueryList(QueryAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void writeTo(JsonStream out) throws IOException {
        out.beginObject();
        out.name("data");
        out.beginArray();
        for (Optional<List<Object>> row = answer.rows().next();
                row.isPresent();
                row = answer.rows().next()) {
            out.value(row.get());
        }
        out.endArray();
        out.name("fields");
        out.value(answer.fields());
        out.endObject();
    }

    @Override
    public void close() {
        answer.close();
    }
}
