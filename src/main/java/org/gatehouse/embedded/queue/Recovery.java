package org.gatehouse.embedded.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of the jobs that were not finished when the cluster ended. */
final class Recovery {
    private final JobStore store;
    private final Clock clock;

    Recovery(JobStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Ends the jobs that were at work, and answers with those that had not begun, or are between two opcodes. */
    List<JobRow> recover() {
        List<JobRow> queued = new ArrayList<>();
        List<StoredJob> dead = new ArrayList<>();
        for (StoredJob stored : store.unfinished()) {
            JobRow row = JobText.read(stored);
            if (row.status().equals("queued")) {
                queued.add(row);
            } else {
                dead.add(JobText.write(dead(row)));
            }
        }
        if (!dead.isEmpty()) {
            store.write(dead);
        }
        return queued;
    }

    private JobRow dead(JobRow row) {
        Instant now = clock.instant();
        String message = "detected death of job " + row.id();
        List<Object> trace = List.of("gnt:daemon:luxid:deathdetection", message, Submission.nanos(now));
        return row.pending(step -> step.input(traced(step.input(), trace))
                        .outcome("error", message)
                        .ended(Times.pair(now)))
                .ended(Times.pair(now));
    }

    private static Map<String, Object> traced(Map<String, Object> input, List<Object> trace) {
        List<Object> trail = new ArrayList<>();
        if (input.get("reason") instanceof List<?> before) {
            trail.addAll(before);
        }
        trail.add(trace);
        Map<String, Object> traced = new LinkedHashMap<>(input);
        traced.put("reason", trail);
        return traced;
    }
}
