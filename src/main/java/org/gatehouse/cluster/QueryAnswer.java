package org.gatehouse.cluster;

import java.util.List;

/**
 * What a query of the query language found.
 *
 * @param fields the descriptions of the columns: objects with {@code name}, {@code title}, {@code kind} and {@code doc}
 * @param rows the rows; each cell is a pair of status and value. Whoever receives the answer closes them
 */
public record QueryAnswer(List<Object> fields, Rows rows) implements AutoCloseable {

    @Override
    public void close() {
        rows.close();
    }
}
