package org.gatehouse.rapi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The beginning of an opcode's reason trail: the client's own reason if it gave one, then the resource it called. Each entry is
 * source, text and nanoseconds since the epoch; no two entries made here have the same time, so that a job can be recognised
 * by its trail.
 */
final class ReasonTrail {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final AtomicLong LAST = new AtomicLong();

    private ReasonTrail() {}

    static List<Object> of(String resource, QueryParameters query) {
        List<Object> trail = new ArrayList<>(2);
        query.find("reason").ifPresent(reason -> trail.add(List.of("gnt:user", reason, now())));
        trail.add(List.of("gnt:library:rlib2:" + resource, "", now()));
        return trail;
    }

    private static long now() {
        Instant now = Instant.now();
        long nanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        return LAST.updateAndGet(last -> Math.max(last + 1, nanos));
    }
}
