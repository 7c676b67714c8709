package org.gatehouse.embedded.query;

import java.util.Arrays;
import java.util.List;

/** One value of a row: Ganeti's status of it and, where the status is normal, the value. */
record Cell(int status, Object value) {
    private static final int NORMAL = 0;

    /** There is no such field. */
    static final Cell UNKNOWN = new Cell(1, null);

    /** Nobody has told. */
    static final Cell NO_DATA = new Cell(2, null);

    /** The item has no such thing. */
    static final Cell UNAVAILABLE = new Cell(3, null);

    /** The node that would tell is offline. */
    static final Cell OFFLINE = new Cell(4, null);

    /** A value, which may be {@code null}. */
    static Cell of(Object value) {
        return new Cell(NORMAL, value);
    }

    /** A value, or unavailable where it is {@code null}. */
    static Cell available(Object value) {
        return value == null ? UNAVAILABLE : of(value);
    }

    boolean isNormal() {
        return status == NORMAL;
    }

    /** As the query language answers it. */
    List<Object> pair() {
        return Arrays.asList(status, value);
    }
}
