package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.OS_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.JobId;
import org.gatehouse.http.DeferredAnswer;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;

/** {@code /2/os}: the operating systems that can be installed. Asks the nodes, in a job that it waits for. */
@Path("/2/os")
public final class OsResource {
    private static final GanetiVersion WITH_BULK = new GanetiVersion(3, 2, 0);
    private static final List<String> NAMES = List.of("name", "variants");
    private static final List<String> WHOLE =
            List.of("name", "valid", "variants", "parameters", "api_versions", "blacklisted", "hidden", "trusted");

    private final Jobs jobs;
    private final JobOutcome outcome;
    private final ClusterVersion version;

    @Inject
    OsResource(Jobs jobs, JobOutcome outcome, ClusterVersion version) {
        this.jobs = jobs;
        this.outcome = outcome;
        this.version = version;
    }

    /** Names, with {@code +variant} where there are any; objects if the cluster is new enough and {@code bulk} is set. */
    @GET
    @Requires(OS_QUERY)
    public DeferredAnswer list(@Context HttpServletRequest request) {
        Call call = new Call(request);
        boolean bulk = version.get().atLeast(WITH_BULK) && call.query().flag("bulk");
        List<String> fields = bulk ? WHOLE : NAMES;
        Opcode diagnose = Opcode.named("OP_OS_DIAGNOSE")
                .with("output_fields", fields)
                .with("names", List.of())
                .with("reason", List.of());
        JobId job = jobs.queued(call, List.of(diagnose));
        return new DeferredAnswer(outcome.of(job).thenApply(results -> new JsonAnswer(answer(results, bulk))));
    }

    private static List<Object> answer(List<Object> results, boolean bulk) {
        if (results.isEmpty() || !(results.get(0) instanceof List<?> systems)) {
            throw new HttpError(502, "Can't get OS list");
        }
        List<Object> answer = new ArrayList<>();
        for (Object system : systems) {
            if (bulk) {
                answer.add(object((List<?>) system));
            } else {
                addNames(answer, (List<?>) system);
            }
        }
        return answer;
    }

    private static void addNames(List<Object> names, List<?> system) {
        List<?> variants = system.get(1) instanceof List<?> list ? list : List.of();
        if (variants.isEmpty()) {
            names.add(system.get(0));
        }
        variants.forEach(variant -> names.add(system.get(0) + "+" + variant));
    }

    private static Map<String, Object> object(List<?> system) {
        Map<String, Object> object = Item.object(WHOLE, new ArrayList<>(system));
        object.computeIfPresent("parameters", (name, parameters) -> described((List<?>) parameters));
        return object;
    }

    private static List<Object> described(List<?> parameters) {
        List<Object> described = new ArrayList<>();
        for (Object pair : parameters) {
            Map<String, Object> parameter = new LinkedHashMap<>();
            parameter.put("name", ((List<?>) pair).get(0));
            parameter.put("description", ((List<?>) pair).get(1));
            described.add(parameter);
        }
        return described;
    }
}
