package org.gatehouse.rapi;

import java.io.IOException;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.http.JsonSource;
import org.gatehouse.http.JsonStream;

/** What a query found, written as the cluster delivers it: the rows, then what the columns are. */
final class QueryList implements JsonSource {
    private final QueryAnswer answer;
    private final RowList rows;
    private boolean begun;

    /** Owns the answer from now on. */
    QueryList(QueryAnswer answer) {
        this.answer = answer;
        this.rows = new RowList(answer.rows(), JsonStream::value);
    }

    @Override
    public boolean writeNext(JsonStream out) throws IOException {
        if (!begun) {
            begun = true;
            out.beginObject();
            out.name("data");
        }
        if (rows.writeNext(out)) {
            return true;
        }
        out.name("fields");
        out.value(answer.fields());
        out.endObject();
        return false;
    }

    @Override
    public void close() {
        answer.close();
    }
}
