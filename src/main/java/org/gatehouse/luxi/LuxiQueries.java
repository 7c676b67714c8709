package org.gatehouse.luxi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.cluster.Rows;
import org.gatehouse.cluster.TagKind;

/** {@link Queries} over LUXI. Rows are handed on while they arrive, and hold their connection until then. */
final class LuxiQueries implements Queries {
    private final LuxiClient client;
    private final Duration limit;

    LuxiQueries(LuxiClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    @Override
    public Rows list(ItemKind kind, List<String> fields, boolean lock) {
        return client.call(items(kind, null, fields, lock), LuxiQueries::rows);
    }

    @Override
    public Optional<List<Object>> find(ItemKind kind, String name, List<String> fields, boolean lock) {
        List<Object> rows = Shapes.list(client.fetch(items(kind, name, fields, lock)), "the result");
        return rows.isEmpty() ? Optional.empty() : Optional.of(Shapes.list(rows.get(0), "a row"));
    }

    @Override
    public QueryAnswer query(String what, Object fields, Object filter) {
        return client.call(reading("Query", what, fields, filter), LuxiQueries::table);
    }

    @Override
    public Object queryFields(String what, List<String> names) {
        return client.fetch(reading("QueryFields", what, names));
    }

    @Override
    public Map<String, Object> clusterInfo() {
        return Shapes.object(client.fetch(reading("QueryClusterInfo")), "the result");
    }

    @Override
    public List<Object> tags(TagKind kind, String name) {
        return Shapes.list(client.fetch(reading("QueryTags", kind.word(), name)), "the result");
    }

    /** The row query for one item, or for all when {@code name} is null. */
    private LuxiRequest items(ItemKind kind, String name, List<String> fields, boolean lock) {
        List<Object> all = List.of();
        List<Object> names = name == null ? all : List.of(name);
        return switch (kind) {
            case NODE -> reading("QueryNodes", names, fields, lock);
            case INSTANCE -> reading("QueryInstances", names, fields, lock);
            case GROUP -> reading("QueryGroups", names, fields, lock);
            case NETWORK -> reading("QueryNetworks", names, fields, lock);
            case JOB -> reading("QueryJobs", name == null ? null : names, fields);
            case FILTER -> reading("QueryFilters", name == null ? null : names, fields);
        };
    }

    private LuxiRequest reading(String method, Object... args) {
        return new LuxiRequest(method, Arrays.asList(args), false, limit);
    }

    private static Rows rows(Answer answer) throws IOException {
        if (!answer.startResult()) {
            return new ListRows(Shapes.list(answer.bufferedResult(), "the result"));
        }
        if (answer.parser().currentToken() != JsonToken.START_ARRAY) {
            throw LuxiErrors.broken("the result is not an array");
        }
        return new StreamedRows(answer, false);
    }

    /** The columns come before the rows, as luxid has it; should they not, the rows are held until they do. */
    static QueryAnswer table(Answer answer) throws IOException {
        if (!answer.startResult()) {
            Map<String, Object> table = Shapes.object(answer.bufferedResult(), "the result");
            return table(table.get("fields"), table.get("data"));
        }
        JsonParser parser = answer.parser();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw LuxiErrors.broken("the result is not an object");
        }
        Object fields = null;
        Object rows = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("data") && fields != null && value == JsonToken.START_ARRAY) {
                return new QueryAnswer(Shapes.list(fields, "fields"), new StreamedRows(answer, true));
            }
            switch (name) {
                case "fields" -> fields = LuxiJson.read(parser);
                case "data" -> rows = LuxiJson.read(parser);
                default -> parser.skipChildren();
            }
        }
        answer.finish();
        return table(fields, rows);
    }

    private static QueryAnswer table(Object fields, Object rows) {
        return new QueryAnswer(Shapes.list(fields, "fields"), new ListRows(Shapes.list(rows, "data")));
    }
}
