package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.INSTANCES_FAILOVER;
import static org.gatehouse.access.Permission.INSTANCES_MIGRATE;
import static org.gatehouse.access.Permission.INSTANCES_REBOOT;
import static org.gatehouse.access.Permission.INSTANCES_REINSTALL;
import static org.gatehouse.access.Permission.INSTANCES_START;
import static org.gatehouse.access.Permission.INSTANCES_STOP;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.opcode.Opcode;

/** {@code /2/instances/{name}/…}: starting, stopping, moving and reinstalling an instance, each by a job. */
@Path("/2/instances/{name}")
public final class InstanceLifeResource {
    private final Jobs jobs;

    @Inject
    InstanceLifeResource(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Starts the instance. */
    @PUT
    @Path("startup")
    @Requires(INSTANCES_START)
    public JsonAnswer startup(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_startup",
                new OpcodeBuilder("OP_INSTANCE_STARTUP")
                        .fixed("instance_name", name)
                        .fixed("force", call.query().flag("force"))
                        .fixed("dry_run", call.query().flag("dry-run"))
                        .fixed("no_remember", call.query().flag("no_remember")));
    }

    /** Stops the instance. */
    @PUT
    @Path("shutdown")
    @Requires(INSTANCES_STOP)
    public JsonAnswer shutdown(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_shutdown",
                new OpcodeBuilder("OP_INSTANCE_SHUTDOWN")
                        .parameters(call.body())
                        .fixed("instance_name", name)
                        .fixed("no_remember", call.query().flag("no_remember"))
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Reboots the instance. */
    @POST
    @Path("reboot")
    @Requires(INSTANCES_REBOOT)
    public JsonAnswer reboot(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_reboot",
                new OpcodeBuilder("OP_INSTANCE_REBOOT")
                        .parameters(call.body())
                        .fixed("instance_name", name)
                        .fixed("reboot_type", call.query().find("type").orElse("hard"))
                        .fixed("ignore_secondaries", call.query().flag("ignore_secondaries"))
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Moves the instance to another node without stopping it, or cleans up after such a move. */
    @PUT
    @Path("migrate")
    @Requires(INSTANCES_MIGRATE)
    public JsonAnswer migrate(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_migrate",
                new OpcodeBuilder("OP_INSTANCE_MIGRATE").parameters(call.body()).fixed("instance_name", name));
    }

    /** Stops the instance and starts it on another node. */
    @PUT
    @Path("failover")
    @Requires(INSTANCES_FAILOVER)
    public JsonAnswer failover(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_failover",
                new OpcodeBuilder("OP_INSTANCE_FAILOVER")
                        .parameters(call.body())
                        .fixed("instance_name", name));
    }

    /** Stops the instance, installs its operating system again and, if wished, starts it. */
    @POST
    @Path("reinstall")
    @Requires(INSTANCES_REINSTALL)
    public JsonAnswer reinstall(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        Map<String, Object> wishes = reinstallWishes(call);
        Object start = wishes.getOrDefault("start", true);
        if (!(start instanceof Boolean startAgain)) {
            throw Call.wrongType("'start' parameter", start, "bool");
        }
        List<Opcode> opcodes = new ArrayList<>();
        opcodes.add(step("OP_INSTANCE_SHUTDOWN", name));
        opcodes.add(step("OP_INSTANCE_REINSTALL", name)
                .with("os_type", wishes.get("os"))
                .with("osparams", wishes.get("osparams")));
        if (startAgain) {
            opcodes.add(step("OP_INSTANCE_STARTUP", name).with("force", false));
        }
        return jobs.submit(call, opcodes);
    }

    private static Map<String, Object> reinstallWishes(Call call) {
        QueryParameters query = call.query();
        if (PythonFaults.truth(call.body())) {
            if (!query.isEmpty()) {
                throw new HttpError(400, "Can't combine query and body parameters");
            }
            if (!(call.body() instanceof Map)) {
                throw new HttpError(400, "Invalid body contents, not a dictionary");
            }
            return Call.members(call.body());
        }
        Map<String, Object> wishes = new LinkedHashMap<>();
        if (!query.isEmpty()) {
            wishes.put("os", query.text("os"));
            wishes.put("start", !query.flag("nostartup"));
        }
        return wishes;
    }

    private static Opcode step(String id, String instance) {
        return Opcode.named(id).with("instance_name", instance).with("reason", List.of());
    }
}
