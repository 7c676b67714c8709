package org.gatehouse.rapi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.cluster.Rows;
import org.gatehouse.http.JsonSource;
import org.gatehouse.http.JsonStream;

/** An array with an element for each row, written as the cluster delivers them. */
final class RowList implements JsonSource {
    private final Rows rows;
    private final Form form;
    private boolean begun;

    /** How a row is written. */
    interface Form {
        void write(JsonStream out, List<Object> row) throws IOException;
    }

    /** Owns the rows from now on. */
    RowList(Rows rows, Form form) {
        this.rows = rows;
        this.form = form;
    }

    @Override
    public boolean writeNext(JsonStream out) throws IOException {
        if (!begun) {
            begun = true;
            out.beginArray();
        }
        Optional<List<Object>> row = rows.next();
        if (row.isPresent()) {
            form.write(out, row.get());
            return true;
        }
        out.endArray();
        return false;
    }

    @Override
    public void close() {
        rows.close();
    }
}
