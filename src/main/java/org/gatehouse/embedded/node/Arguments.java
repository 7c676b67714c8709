package org.gatehouse.embedded.node;

import java.io.IOException;
import java.util.List;

/** A call's arguments by their places. */
record Arguments(List<?> values) {

    int count() {
        return values.size();
    }

    String text(int place) {
        return String.valueOf(values.get(place));
    }

    long number(int place) throws IOException {
        if (values.get(place) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("argument " + place + " is no number");
    }

    double fraction(int place) {
        return ((Number) values.get(place)).doubleValue();
    }

    boolean flag(int place) {
        return Boolean.TRUE.equals(values.get(place));
    }
}
