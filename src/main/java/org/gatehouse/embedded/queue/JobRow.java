package org.gatehouse.embedded.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A job as it was at one moment. Times are pairs of seconds and microseconds, {@code null} for what has not come about.
 * Values are JSON values that nobody changes.
 */
public record JobRow(
        long id,
        boolean archived,
        String status,
        int priority,
        List<Object> received,
        List<Object> started,
        List<Object> ended,
        List<Step> steps) {

    /** An opcode of a job: what it is asked to do, secret values and all, and what became of it. */
    public record Step(
            Map<String, Object> input,
            String status,
            Object result,
            List<Object> log,
            List<Object> started,
            List<Object> executed,
            List<Object> ended,
            int priority,
            String summary) {}

    private static final Map<String, Function<JobRow, Object>> FIELDS = Map.ofEntries(
            Map.entry("id", JobRow::id),
            Map.entry("status", JobRow::status),
            Map.entry("priority", JobRow::priority),
            Map.entry("archived", JobRow::archived),
            Map.entry("ops", row -> row.each(Step::input)),
            Map.entry("opstatus", row -> row.each(Step::status)),
            Map.entry("opresult", row -> row.each(Step::result)),
            Map.entry("oplog", row -> row.each(Step::log)),
            Map.entry("opstart", row -> row.each(Step::started)),
            Map.entry("opexec", row -> row.each(Step::executed)),
            Map.entry("opend", row -> row.each(Step::ended)),
            Map.entry("oppriority", row -> row.each(Step::priority)),
            Map.entry("summary", row -> row.each(Step::summary)),
            Map.entry("received_ts", JobRow::received),
            Map.entry("start_ts", JobRow::started),
            Map.entry("end_ts", JobRow::ended));

    /** How to read the job field of that name; empty if jobs have no such field. */
    public static Optional<Function<JobRow, Object>> field(String name) {
        return Optional.ofNullable(FIELDS.get(name));
    }

    private List<Object> each(Function<Step, Object> value) {
        return steps.stream().map(value).toList();
    }
}
