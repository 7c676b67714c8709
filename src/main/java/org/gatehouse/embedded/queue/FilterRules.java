package org.gatehouse.embedded.queue;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.embedded.model.FilterRule;

/** What the job queue's filter rules say of a job. */
final class FilterRules {
    /** What is to become of a job whose turn it is. */
    enum Decision {
        RUN,
        WAIT,
        REJECT
    }

    private static final Comparator<FilterRule> ORDER = Comparator.comparingLong(FilterRule::priority)
            .thenComparingLong(FilterRule::watermark)
            .thenComparing(FilterRule::uuid);

    private final Supplier<Collection<FilterRule>> rules;

    FilterRules(Supplier<Collection<FilterRule>> rules) {
        this.rules = rules;
    }

    /** What the first rule that applies says; without one the job runs. {@code running} are the jobs let in before. */
    Decision decide(JobRow job, Collection<JobRow> running) {
        for (FilterRule rule : rules.get().stream().sorted(ORDER).toList()) {
            if (applies(rule, job)) {
                if (rule.action() instanceof List<?> limited) {
                    long limit = ((Number) limited.get(1)).longValue();
                    long like = running.stream()
                            .filter(other -> applies(rule, other))
                            .count();
                    return like < limit ? Decision.RUN : Decision.WAIT;
                }
                switch ((String) rule.action()) {
                    case "ACCEPT" -> {
                        return Decision.RUN;
                    }
                    case "PAUSE" -> {
                        return Decision.WAIT;
                    }
                    case "REJECT" -> {
                        return Decision.REJECT;
                    }
                    default -> {}
                }
            }
        }
        return Decision.RUN;
    }

    private static boolean applies(FilterRule rule, JobRow job) {
        return rule.predicates().stream().allMatch(predicate -> applies((List<?>) predicate, rule.watermark(), job));
    }

    private static boolean applies(List<?> predicate, long watermark, JobRow job) {
        FilterExpression filter = new FilterExpression(predicate.get(1), watermark);
        return switch ((String) predicate.get(0)) {
            case "jobid" -> filter.holds(name -> name.equals("id") ? job.id() : null);
            case "opcode" -> job.steps().stream().anyMatch(step -> filter.holds(name -> member(step.input(), name)));
            case "reason" ->
                job.steps().stream()
                        .flatMap(step -> trail(step.input()).stream())
                        .anyMatch(entry -> filter.holds(name -> entry((List<?>) entry, name)));
            default -> false;
        };
    }

    private static Object member(Map<String, Object> opcode, String path) {
        Object value = opcode;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> members ? members.get(name) : null;
        }
        return value;
    }

    private static List<?> trail(Map<String, Object> opcode) {
        return opcode.get("reason") instanceof List<?> trail ? trail : List.of();
    }

    private static Object entry(List<?> entry, String name) {
        return switch (name) {
            case "source" -> entry.get(0);
            case "reason" -> entry.get(1);
            case "timestamp" -> entry.get(2);
            default -> null;
        };
    }
}
