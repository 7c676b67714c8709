package org.gatehouse.luxi;

import java.util.concurrent.atomic.LongAdder;

/** Counts calls and failures; any thread may. */
final class CallCounter {
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void called() {
        calls.increment();
    }

    void failed() {
        failures.increment();
    }

    long calls() {
        return calls.sum();
    }

    long failures() {
        return failures.sum();
    }
}
