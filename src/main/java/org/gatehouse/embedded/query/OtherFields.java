package org.gatehouse.embedded.query;

import java.util.List;
import java.util.Optional;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.JobRow;
import org.gatehouse.embedded.queue.LockState;

/** The fields of what is small: jobs as the queue shows them, exports, locks, filter rules. */
final class OtherFields {
    private OtherFields() {}

    /** A job that was asked for by its id, whether there is one or not. */
    record Job(long id, Optional<JobRow> row) {}

    /** A node and one of its exports, or {@code null} if it has none. */
    record NodeExport(Node node, String export) {}

    static Fields<Job> jobs(List<Description> descriptions) {
        Getters<Job> getters = new Getters<Job>().value("id", Job::id);
        for (Description description : descriptions) {
            String name = description.name();
            if (!name.equals("id")) {
                getters.optional(
                        name,
                        job -> job.row()
                                .flatMap(row -> JobRow.field(name).map(field -> field.apply(row)))
                                .orElse(null));
            }
        }
        return getters.times("received_ts", "start_ts", "end_ts").table(descriptions);
    }

    static Fields<NodeExport> exports(List<Description> descriptions) {
        return new Getters<NodeExport>()
                .value("node", item -> item.node().name())
                .cell("export", OtherFields::export)
                .hostNames("node")
                .table(descriptions);
    }

    private static Cell export(NodeExport item, Scope scope) {
        if (item.node().flags().offline()) {
            return Cell.OFFLINE;
        }
        return item.export() == null ? Cell.NO_DATA : Cell.of(item.export());
    }

    static Fields<LockState> locks(List<Description> descriptions) {
        return new Getters<LockState>()
                .value("name", LockState::name)
                .value("mode", OtherFields::mode)
                .value("owner", lock -> texts(lock.owners()))
                .value("pending", OtherFields::pending)
                .table(descriptions);
    }

    private static Object mode(LockState lock) {
        if (lock.owners().isEmpty()) {
            return null;
        }
        return word(lock.exclusive());
    }

    private static String word(boolean exclusive) {
        return exclusive ? "exclusive" : "shared";
    }

    private static List<String> texts(List<Long> jobs) {
        return jobs.stream().map(String::valueOf).toList();
    }

    private static List<Object> pending(LockState lock) {
        return lock.pending().stream()
                .map(waiting -> (Object) List.of(word(waiting.exclusive()), List.of(String.valueOf(waiting.job()))))
                .toList();
    }

    static Fields<FilterRule> filters(List<Description> descriptions) {
        return new Getters<FilterRule>()
                .value("uuid", FilterRule::uuid)
                .value("watermark", FilterRule::watermark)
                .value("priority", FilterRule::priority)
                .value("predicates", FilterRule::predicates)
                .value("action", FilterRule::action)
                .value("reason_trail", FilterRule::reasonTrail)
                .table(descriptions);
    }
}
