package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.INSTANCES_CREATE;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.opcode.Opcode;

/** {@code /2/instances-multi-alloc}: several instances created by one job that finds a place for each. */
@Path("/2/instances-multi-alloc")
public final class MultiAllocResource {
    private static final String INSTANCES = "instances";

    private final Jobs jobs;

    @Inject
    MultiAllocResource(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Queues the job. Each element of {@code instances} is checked like the body of a single creation. */
    @POST
    @Requires(INSTANCES_CREATE)
    public JsonAnswer allocate(@Context HttpServletRequest request) {
        Call call = new Call(request);
        List<Opcode> creations = PythonFaults.elements(instances(call.body())).stream()
                .map(parameters -> jobs.inner(InstancesResource.creation(parameters)))
                .toList();
        Map<String, Object> parameters = new LinkedHashMap<>(Call.members(call.body()));
        parameters.put(INSTANCES, creations);
        return jobs.submit(
                call,
                "instances_multi_alloc",
                new OpcodeBuilder("OP_INSTANCE_MULTI_ALLOC")
                        .parameters(parameters)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    private static Object instances(Object body) {
        if (body instanceof Map<?, ?> map && map.containsKey(INSTANCES)) {
            return map.get(INSTANCES);
        }
        boolean contained = (body instanceof List<?> list && list.contains(INSTANCES))
                || (body instanceof String text && text.contains(INSTANCES));
        if (contained) {
            throw PythonFaults.subscript(body);
        }
        if (body instanceof Map || body instanceof List || body instanceof String) {
            throw new HttpError(400, "Request is missing required 'instances' field in body");
        }
        throw PythonFaults.membership(body);
    }
}
