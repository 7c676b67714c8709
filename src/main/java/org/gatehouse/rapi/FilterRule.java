package org.gatehouse.rapi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.cluster.Filters;
import org.gatehouse.http.HttpError;

/** A job filter rule as a client sends it; what it means is for the cluster to judge. */
record FilterRule(Object priority, Object predicates, Object action, Object reason) {
    private static final Set<String> MEMBERS = Set.of("priority", "predicates", "action", "reason");

    /** Reads a request's body. */
    static FilterRule of(Object body) {
        if (!(body instanceof Map)) {
            throw new HttpError(400, "Invalid body contents, not a dictionary");
        }
        Map<String, Object> members = Call.members(body);
        for (String name : members.keySet()) {
            if (!MEMBERS.contains(name)) {
                throw new HttpError(
                        400, "Invalid body parameters: filter rule doesn't support the parameter '" + name + "'");
            }
        }
        return new FilterRule(
                integer(members, "priority"),
                list(members, "predicates"),
                members.getOrDefault("action", "CONTINUE"),
                list(members, "reason"));
    }

    /** Stores the rule, under a new UUID if {@code uuid} is {@code null}, and answers with its UUID. */
    Object storeIn(Filters filters, String uuid) {
        return filters.replace(uuid, priority, predicates, action, reason);
    }

    private static Object integer(Map<String, Object> members, String name) {
        Object value = members.getOrDefault(name, 0);
        if (value instanceof Boolean || (value instanceof Number && !(value instanceof Double))) {
            return value;
        }
        throw Call.wrongType("'" + name + "' parameter", value, "int");
    }

    private static Object list(Map<String, Object> members, String name) {
        Object value = members.getOrDefault(name, List.of());
        if (value instanceof List) {
            return value;
        }
        throw Call.wrongType("'" + name + "' parameter", value, "list");
    }
}
