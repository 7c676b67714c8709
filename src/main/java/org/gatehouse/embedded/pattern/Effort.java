package org.gatehouse.embedded.pattern;

import java.util.List;
import org.gatehouse.cluster.ClusterException;

/**
 * How much work the filter of one request may still cause: each comparison, and each character that a search looks at, is one unit.
 * Shared by everything that the request looks at; of one thread.
 */
public final class Effort {
    /** What a query may cause: about a second. A filter of 1,000 names, compared with 10,000 instances, is a tenth of that. */
    public static final long OF_A_QUERY = 100_000_000;

    private long left;

    /** So many units. */
    public Effort(long units) {
        this.left = units;
    }

    /** Takes one unit; fails with {@link ClusterException} if there is none. */
    public void spend() {
        left--;
        if (left < 0) {
            throw tooMuch("The filter takes too much effort");
        }
    }

    static ClusterException tooMuch(String text) {
        return ClusterException.refused("ParameterError", List.of(text));
    }
}
