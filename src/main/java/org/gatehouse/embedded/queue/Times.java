package org.gatehouse.embedded.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Times as jobs carry them: pairs of seconds and microseconds. */
final class Times {
    private Times() {}

    static List<Object> now(Clock clock) {
        return pair(clock.instant());
    }

    static List<Object> pair(Instant time) {
        return List.of(time.getEpochSecond(), time.getNano() / 1000L);
    }

    static long micros(List<Object> pair) {
        return pair == null ? 0 : number(pair, 0) * 1_000_000 + number(pair, 1);
    }

    private static long number(List<Object> pair, int index) {
        return ((Number) pair.get(index)).longValue();
    }
}
