package org.gatehouse.embedded.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule of the job queue's filter.
 *
 * @param watermark the highest job id when it was added
 * @param predicates each a list of its kind and a filter
 * @param action a word, or a list of word and number
 * @param reasonTrail entries of source, text and nanoseconds
 */
public record FilterRule(
        String uuid, long watermark, long priority, List<Object> predicates, Object action, List<Object> reasonTrail)
        implements Item {

    public FilterRule {
        predicates = Values.list(predicates);
        reasonTrail = Values.list(reasonTrail);
    }

    @Override
    public Kind kind() {
        return Kind.FILTER;
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("watermark", watermark);
        json.put("priority", priority);
        json.put("predicates", predicates);
        json.put("action", action);
        json.put("reason_trail", reasonTrail);
        return json;
    }

    static FilterRule fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new FilterRule(
                in.text("uuid"),
                in.number("watermark"),
                in.number("priority"),
                in.list("predicates"),
                in.value("action"),
                in.list("reason_trail"));
    }
}
