package org.gatehouse.embedded.queue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.Filters;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.embedded.model.Model;

/** The job queue's filter rules, kept in the model. */
public final class EmbeddedFilters implements Filters {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Set<String> KINDS = Set.of("jobid", "opcode", "reason");
    private static final Set<Object> ACTIONS = Set.of("ACCEPT", "PAUSE", "REJECT", "CONTINUE");

    private final Model model;
    private final LongSupplier lastJob;
    private final Runnable changed;
    private final Clock clock;

    /** Rules of this model. {@code lastJob} knows the highest job id, {@code changed} hears when rules have changed. */
    public EmbeddedFilters(Model model, LongSupplier lastJob, Runnable changed, Clock clock) {
        this.model = model;
        this.lastJob = lastJob;
        this.changed = changed;
        this.clock = clock;
    }

    @Override
    public Object replace(String uuid, Object priority, Object predicates, Object action, Object reason) {
        FilterRule rule;
        try {
            rule = rule(uuid, priority, predicates, action, reason);
        } catch (FilterExpression.Fault e) {
            List<Object> call = new ArrayList<>();
            call.add(uuid);
            call.add(priority);
            call.add(predicates);
            call.add(action);
            call.add(reason);
            throw new ClusterException(
                    Reason.NOT_UNDERSTOOD,
                    "Failed to parse request: Cannot convert value '"
                            + FilterExpression.text(call).replace(",", ", ") + "', error: " + e.getMessage());
        }
        model.change(edit -> edit.put(rule));
        changed.run();
        return rule.uuid();
    }

    private FilterRule rule(String uuid, Object priority, Object predicates, Object action, Object reason)
            throws FilterExpression.Fault {
        long rank = priority(priority);
        List<Object> conditions = new ArrayList<>();
        for (Object predicate : list(predicates)) {
            conditions.add(predicate(predicate));
        }
        checkAction(action);
        List<Object> trail = trail(reason);
        if (uuid != null && !UUID_FORM.matcher(uuid).matches()) {
            throw ClusterException.refused("GenericError", List.of("Unable to parse UUID"));
        }
        String name = uuid == null ? UUID.randomUUID().toString() : uuid;
        return new FilterRule(name, lastJob.getAsLong(), rank, conditions, action, trail);
    }

    private static long priority(Object value) throws FilterExpression.Fault {
        if (!(value instanceof Number number)) {
            throw new FilterExpression.Fault("Unable to read Int");
        }
        if (number.longValue() < 0) {
            throw new FilterExpression.Fault("Invalid value for non-negative type '" + number + "'");
        }
        return number.longValue();
    }

    private static List<?> list(Object value) throws FilterExpression.Fault {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new FilterExpression.Fault("Unable to read list");
    }

    private static Object predicate(Object value) throws FilterExpression.Fault {
        if (!(value instanceof List<?> list) || list.isEmpty() || !(list.get(0) instanceof String kind)) {
            throw new FilterExpression.Fault("malformed FilterPredicate: must be a list with the first entry being a"
                    + " string describing the predicate type");
        }
        if (!KINDS.contains(kind) || list.size() != 2) {
            throw new FilterExpression.Fault("malformed FilterPredicate: bad parameter list for '" + kind
                    + "' predicate: " + FilterExpression.text(list.subList(1, list.size())));
        }
        List<Object> predicate = new ArrayList<>();
        predicate.add(kind);
        predicate.add(FilterExpression.normalised(list.get(1)));
        return predicate;
    }

    private static void checkAction(Object action) throws FilterExpression.Fault {
        if (action instanceof List<?> list && !list.isEmpty() && list.get(0).equals("RATE_LIMIT")) {
            boolean positive = list.size() == 2
                    && list.get(1) instanceof Number number
                    && !(number instanceof Double)
                    && number.longValue() > 0;
            if (!positive) {
                throw new FilterExpression.Fault("RATE_LIMIT argument must be a positive integer");
            }
        } else if (!(action instanceof String && ACTIONS.contains(action))) {
            throw new FilterExpression.Fault("malformed FilterAction JSON: " + FilterExpression.text(action));
        }
    }

    private List<Object> trail(Object reason) throws FilterExpression.Fault {
        List<Object> trail = new ArrayList<>();
        for (Object entry : list(reason)) {
            if (!(entry instanceof List<?> triple) || triple.size() != 3) {
                throw new FilterExpression.Fault("Unable to read Triple");
            }
            if (!(triple.get(0) instanceof String && triple.get(1) instanceof String)) {
                throw new FilterExpression.Fault("Unable to read String");
            }
            if (!(triple.get(2) instanceof Number)) {
                throw new FilterExpression.Fault("Unable to read Integer");
            }
            trail.add(entry);
        }
        trail.add(List.of("luxid", "", Submission.nanos(clock.instant())));
        return trail;
    }

    @Override
    public Object delete(String uuid) {
        FilterRule rule = model.filters()
                .find(uuid)
                .orElseThrow(() -> ClusterException.refused(
                        "GenericError", List.of("Filter rule with UUID " + uuid + " does not exist")));
        model.change(edit -> edit.remove(rule));
        changed.run();
        return null;
    }
}
