package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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

    /** The statuses of opcodes, and jobs, that will not change any more. */
    static final Set<String> FINAL = Set.of("success", "error", "canceled");

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

    /** An opcode of a job: what it is asked to do, private values and all, and what became of it. */
    public record Step(
            Map<String, Object> input,
            String status,
            Object result,
            List<Object> log,
            List<Object> started,
            List<Object> executed,
            List<Object> ended,
            int priority,
            String summary) {

        boolean isFinal() {
            return FINAL.contains(status);
        }

        Step input(Map<String, Object> other) {
            return new Step(other, status, result, log, started, executed, ended, priority, summary);
        }

        Step status(String other) {
            return new Step(input, other, result, log, started, executed, ended, priority, summary);
        }

        Step outcome(String newStatus, Object newResult) {
            return new Step(input, newStatus, newResult, log, started, executed, ended, priority, summary);
        }

        Step logged(Object entry) {
            List<Object> more = new ArrayList<>(log.size() + 1);
            more.addAll(log);
            more.add(entry);
            return new Step(
                    input,
                    status,
                    result,
                    Collections.unmodifiableList(more),
                    started,
                    executed,
                    ended,
                    priority,
                    summary);
        }

        Step started(List<Object> time) {
            return new Step(input, status, result, log, time, executed, ended, priority, summary);
        }

        Step executed(List<Object> time) {
            return new Step(input, status, result, log, started, time, ended, priority, summary);
        }

        Step ended(List<Object> time) {
            return new Step(input, status, result, log, started, executed, time, priority, summary);
        }

        Step priority(int other) {
            return new Step(input, status, result, log, started, executed, ended, other, summary);
        }
    }

    /** The job whose status and priority follow from its steps. */
    static JobRow of(
            long id,
            boolean archived,
            List<Object> received,
            List<Object> started,
            List<Object> ended,
            List<Step> steps) {
        return new JobRow(
                id, archived, statusOf(steps), priorityOf(steps), received, started, ended, List.copyOf(steps));
    }

    /** How to read the job field of that name; empty if jobs have no such field. */
    public static Optional<Function<JobRow, Object>> field(String name) {
        return Optional.ofNullable(FIELDS.get(name));
    }

    /** Whether nothing about the job will change any more, but that it may be archived. */
    public boolean isFinished() {
        return FINAL.contains(status);
    }

    JobRow started(List<Object> time) {
        return of(id, archived, received, time, ended, steps);
    }

    JobRow ended(List<Object> time) {
        return of(id, archived, received, started, time, steps);
    }

    JobRow archivedNow() {
        return of(id, true, received, started, ended, steps);
    }

    JobRow step(int index, UnaryOperator<Step> change) {
        List<Step> changed = new ArrayList<>(steps);
        changed.set(index, change.apply(steps.get(index)));
        return of(id, archived, received, started, ended, changed);
    }

    /** Changes the steps that are not final. */
    JobRow pending(UnaryOperator<Step> change) {
        return of(
                id,
                archived,
                received,
                started,
                ended,
                steps.stream()
                        .map(step -> step.isFinal() ? step : change.apply(step))
                        .toList());
    }

    /** The log entries of all steps with a serial above {@code serial}. */
    List<Object> logAfter(long serial) {
        return steps.stream()
                .flatMap(step -> step.log().stream())
                .filter(entry -> ((Number) ((List<?>) entry).get(0)).longValue() > serial)
                .toList();
    }

    long lastSerial() {
        return steps.stream()
                .flatMap(step -> step.log().stream())
                .mapToLong(entry -> ((Number) ((List<?>) entry).get(0)).longValue())
                .max()
                .orElse(0);
    }

    private List<Object> each(Function<Step, Object> value) {
        return steps.stream().map(value).toList();
    }

    private static String statusOf(List<Step> steps) {
        String status = "queued";
        boolean success = true;
        for (Step step : steps) {
            switch (step.status()) {
                case "success" -> {}
                case "queued" -> success = false;
                case "waiting", "running" -> {
                    success = false;
                    status = step.status();
                }
                default -> {
                    return step.status();
                }
            }
        }
        return success ? "success" : status;
    }

    private static int priorityOf(List<Step> steps) {
        return steps.stream()
                .filter(step -> !step.isFinal())
                .mapToInt(Step::priority)
                .min()
                .orElse(0);
    }
}
