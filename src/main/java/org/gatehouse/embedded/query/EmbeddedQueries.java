package org.gatehouse.embedded.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.cluster.Rows;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.queue.JobView;
import org.gatehouse.embedded.queue.LockState;

/**
 * {@link Queries} of the embedded cluster, answered in luxid's way and words. Nothing waits: what a query sees is the model
 * and the jobs as they are when it looks. Rows are made one by one as they are read, and hold no resource.
 */
public final class EmbeddedQueries implements Queries {
    private static final int MOST_FIELDS = 1000;
    private static final Set<ItemKind> WITHOUT_LOCKS = Set.of(ItemKind.JOB, ItemKind.FILTER);

    private final Model model;
    private final Kinds kinds;
    private final UUID start = UUID.randomUUID();

    /** Queries of that model, these jobs, and the locks that there are at any moment. */
    public EmbeddedQueries(Model model, JobView jobs, Supplier<List<LockState>> locks) {
        this.model = model;
        this.kinds = new Kinds(jobs, locks);
    }

    @Override
    public Rows list(ItemKind kind, List<String> fields, boolean lock) {
        return list(kinds.of(kind), fields, lock && !WITHOUT_LOCKS.contains(kind));
    }

    private <T> Rows list(Source<T> source, List<String> fields, boolean lock) {
        check(source, fields, lock);
        Scope scope = new Scope(model, start);
        return ItemRows.ofValues(
                source.items().all(scope, fields), source.fields().select(fields), scope);
    }

    @Override
    public Optional<List<Object>> find(ItemKind kind, String name, List<String> fields, boolean lock) {
        return find(kinds.of(kind), name, fields, lock && !WITHOUT_LOCKS.contains(kind));
    }

    private <T> Optional<List<Object>> find(Source<T> source, String name, List<String> fields, boolean lock) {
        check(source, fields, lock);
        Scope scope = new Scope(model, start);
        Iterator<T> found = source.items().first(scope, name).stream().iterator();
        return ItemRows.ofValues(found, source.fields().select(fields), scope).next();
    }

    /** Each is made for each row. */
    private static void checkCount(List<String> fields) {
        if (fields.size() > MOST_FIELDS) {
            throw Refusals.wrongInput("More than " + MOST_FIELDS + " output fields selected");
        }
    }

    private static void check(Source<?> source, List<String> fields, boolean lock) {
        if (lock) {
            throw Refusals.wrongInput("Sync queries are not allowed");
        }
        checkCount(fields);
        List<String> unknown = source.fields().unknown(fields);
        if (!unknown.isEmpty()) {
            throw Refusals.wrongInput("Unknown output fields selected: " + String.join(", ", unknown));
        }
    }

    @Override
    public QueryAnswer query(String what, Object fields, Object filter) {
        List<String> names;
        Filter parsed;
        try {
            kinds.check(what);
            names = names(fields);
            checkCount(names);
            parsed = FilterParser.parse(filter);
        } catch (Unparsable e) {
            throw e.in(Arrays.asList(what, fields, filter));
        }
        return query(kinds.get(what, "Query"), names, parsed);
    }

    private <T> QueryAnswer query(Source<T> source, List<String> names, Filter filter) {
        Scope scope = new Scope(model, start);
        List<Field<T>> fields = source.fields().select(names);
        Iterator<T> items = source.matching(filter, scope, names);
        return new QueryAnswer(described(fields), ItemRows.ofCells(items, fields, scope));
    }

    private static List<String> names(Object fields) throws Unparsable {
        if (!(fields instanceof List<?> list)) {
            throw new Unparsable("Unable to read list");
        }
        List<String> names = new ArrayList<>(list.size());
        for (Object name : list) {
            names.add(FilterParser.text(name));
        }
        return names;
    }

    @Override
    public Object queryFields(String what, List<String> names) {
        try {
            kinds.check(what);
        } catch (Unparsable e) {
            throw e.in(Arrays.asList(what, names));
        }
        return Map.of("fields", described(kinds.get(what, "QueryFields").fields(), names));
    }

    /** No names mean all fields. */
    private static <T> List<Object> described(Fields<T> fields, List<String> names) {
        return described(names == null || names.isEmpty() ? fields.all() : fields.select(names));
    }

    private static <T> List<Object> described(List<Field<T>> fields) {
        return fields.stream()
                .map(field -> (Object) field.description().toJson())
                .toList();
    }

    @Override
    public Map<String, Object> clusterInfo() {
        return ClusterInfo.of(new Scope(model, start));
    }

    @Override
    public List<Object> tags(TagKind kind, String name) {
        return Kinds.tags(model, kind, name);
    }
}
