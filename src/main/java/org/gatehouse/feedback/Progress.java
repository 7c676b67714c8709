package org.gatehouse.feedback;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How far a call has come.
 *
 * @param time when, by the node's clock
 * @param item what the numbers are about, {@code disk/0} say; empty if there is but one thing
 * @param phase what is being done to it; empty if that goes without saying
 * @param unit what {@code done} and {@code total} count: "bytes", "MiB", "percent", "items" or "seconds"
 * @param done how much is done
 * @param total how much there is to do, if known
 * @param rate units a second, if known
 * @param eta seconds left, if known
 */
public record Progress(
        Instant time,
        String item,
        String phase,
        String unit,
        double done,
        OptionalDouble total,
        OptionalDouble rate,
        OptionalDouble eta)
        implements Feedback {
    /** Checks that nothing is missing. */
    public Progress {
        Objects.requireNonNull(time);
        Objects.requireNonNull(item);
        Objects.requireNonNull(phase);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(total);
        Objects.requireNonNull(rate);
        Objects.requireNonNull(eta);
    }
}
