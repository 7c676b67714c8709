package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.opcode.Opcode;

/** The jobs that opcodes depend on. */
final class Dependencies {
    private static final String NAME = "depends";

    private Dependencies() {}

    /** A job that must have ended, with one of these statuses; any will do if there are none. */
    record Dependency(long job, List<String> statuses) {}

    /** All dependencies of a job. */
    static List<Dependency> of(JobRow row) {
        List<Dependency> all = new ArrayList<>();
        row.steps().forEach(step -> all.addAll(of(step.input())));
        return all;
    }

    /** The dependencies of an opcode. */
    static List<Dependency> of(Map<String, Object> parameters) {
        return parameters.get(NAME) instanceof List<?> list
                ? list.stream().map(Dependencies::dependency).toList()
                : List.of();
    }

    private static Dependency dependency(Object value) {
        List<?> pair = (List<?>) value;
        return new Dependency(
                number(pair.get(0)),
                ((List<?>) pair.get(1)).stream().map(String::valueOf).toList());
    }

    private static long number(Object id) {
        return id instanceof Number number ? number.longValue() : Long.parseLong((String) id);
    }

    /** The opcode as it is queued in job {@code self}: ids below zero count from there. */
    static Opcode resolved(Opcode opcode, long self) {
        if (!(opcode.parameters().get(NAME) instanceof List<?> list)) {
            return opcode;
        }
        return opcode.with(
                NAME, list.stream().map(pair -> resolved((List<?>) pair, self)).toList());
    }

    /** Why an opcode's dependencies cannot be resolved in job {@code self}. */
    static Optional<String> fault(Opcode opcode, long self) {
        return of(opcode.parameters()).stream()
                .map(Dependency::job)
                .filter(job -> job < 0 && self + job <= 0)
                .findFirst()
                .map(job -> "Invalid value for job ID ' " + (self + job) + "'");
    }

    private static List<Object> resolved(List<?> pair, long self) {
        long job = number(pair.get(0));
        return List.of(job < 0 ? self + job : job, pair.get(1));
    }

    /** What a dependency means for the job whose turn it is. */
    enum Verdict {
        GO,
        CANCEL
    }

    /**
     * Looks at the dependencies of one opcode of job {@code self}, which have all ended. {@code jobs} finds the status of
     * a job. Fails with the error that the opcode has to end with.
     */
    static Verdict judge(Map<String, Object> parameters, long self, LongFunction<Optional<String>> jobs) {
        for (Dependency wanted : of(parameters)) {
            if (wanted.job() == self) {
                throw failed("Job can't depend on itself");
            }
            String status = jobs.apply(wanted.job())
                    .orElseThrow(() -> failed("Dependency error: Job " + wanted.job() + " not found"));
            if (status.equals("canceled") && !wanted.statuses().contains(status)) {
                return Verdict.CANCEL;
            }
            if (!wanted.statuses().isEmpty() && !wanted.statuses().contains(status)) {
                throw failed("Dependency job " + wanted.job() + " finished with status '" + status + "', not one of '"
                        + String.join(", ", wanted.statuses()) + "' as required");
            }
        }
        return Verdict.GO;
    }

    private static ClusterException failed(String message) {
        return ClusterException.refused("OpExecError", List.of(message));
    }
}
