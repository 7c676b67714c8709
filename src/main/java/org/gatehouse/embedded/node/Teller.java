package org.gatehouse.embedded.node;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.LogLine;
import org.gatehouse.feedback.Progress;

/** Tells whoever made a call how far it has come. For one thread. */
final class Teller {
    private final NodeCallListener listener;
    private final Clock clock;
    private final Instant start;

    Teller(NodeCallListener listener, Clock clock) {
        this.listener = listener;
        this.clock = clock;
        this.start = clock.instant();
    }

    void line(String message) {
        listener.told(new LogLine(now(), "message", message));
    }

    void progress(String item, String phase, String unit, double done, double total) {
        double seconds = ChronoUnit.MICROS.between(start, clock.instant()) / 1e6;
        OptionalDouble rate = seconds > 0 && done > 0 ? OptionalDouble.of(done / seconds) : OptionalDouble.empty();
        OptionalDouble left =
                rate.isPresent() ? OptionalDouble.of((total - done) / rate.getAsDouble()) : OptionalDouble.empty();
        listener.told(new Progress(now(), item, phase, unit, done, OptionalDouble.of(total), rate, left));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
