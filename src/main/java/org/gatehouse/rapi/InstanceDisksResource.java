package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.INSTANCES_ACTIVATE_DISKS;
import static org.gatehouse.access.Permission.INSTANCES_DEACTIVATE_DISKS;
import static org.gatehouse.access.Permission.INSTANCES_EXPORT;
import static org.gatehouse.access.Permission.INSTANCES_GROW_DISK;
import static org.gatehouse.access.Permission.INSTANCES_PREPARE_EXPORT;
import static org.gatehouse.access.Permission.INSTANCES_RECREATE_DISKS;
import static org.gatehouse.access.Permission.INSTANCES_REMOVE_EXPORT;
import static org.gatehouse.access.Permission.INSTANCES_REPLACE_DISKS;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
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
import org.gatehouse.access.Since;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.http.PythonText;

/** {@code /2/instances/{name}/…}: an instance's disks and exports, each by a job. */
@Path("/2/instances/{name}")
public final class InstanceDisksResource {
    private final Jobs jobs;

    @Inject
    InstanceDisksResource(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Makes the disks usable on the primary node. */
    @PUT
    @Path("activate-disks")
    @Requires(INSTANCES_ACTIVATE_DISKS)
    public JsonAnswer activate(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_activate_disks",
                new OpcodeBuilder("OP_INSTANCE_ACTIVATE_DISKS")
                        .fixed("instance_name", name)
                        .fixed("ignore_size", call.query().flag("ignore_size")));
    }

    /** The opposite. */
    @PUT
    @Path("deactivate-disks")
    @Requires(INSTANCES_DEACTIVATE_DISKS)
    public JsonAnswer deactivate(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_deactivate_disks",
                new OpcodeBuilder("OP_INSTANCE_DEACTIVATE_DISKS")
                        .fixed("instance_name", name)
                        .fixed("force", call.query().flag("force")));
    }

    /** Creates lost disks again, empty. */
    @POST
    @Path("recreate-disks")
    @Requires(INSTANCES_RECREATE_DISKS)
    public JsonAnswer recreate(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_recreate_disks",
                new OpcodeBuilder("OP_INSTANCE_RECREATE_DISKS")
                        .parameters(call.body())
                        .fixed("instance_name", name));
    }

    /** Makes one disk larger. */
    @POST
    @Path("disk/{index: \\d+}/grow")
    @Requires(INSTANCES_GROW_DISK)
    public JsonAnswer grow(
            @PathParam("name") String name, @PathParam("index") String index, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_disk_grow",
                new OpcodeBuilder("OP_INSTANCE_GROW_DISK")
                        .parameters(call.body())
                        .fixed("instance_name", name)
                        .fixed("disk", integer(index)));
    }

    /** Moves mirrored disks to other storage. Without a body the query parameters say how. */
    @POST
    @Path("replace-disks")
    @Requires(INSTANCES_REPLACE_DISKS)
    public JsonAnswer replace(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_replace_disks",
                new OpcodeBuilder("OP_INSTANCE_REPLACE_DISKS")
                        .parameters(withDiskIndexes(replacement(call)))
                        .fixed("instance_name", name));
    }

    /** Makes what an export to another cluster needs. */
    @PUT
    @Path("prepare-export")
    @Requires(INSTANCES_PREPARE_EXPORT)
    public JsonAnswer prepareExport(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_prepare_export",
                new OpcodeBuilder("OP_BACKUP_PREPARE")
                        .fixed("instance_name", name)
                        .fixed("mode", call.query().text("mode")));
    }

    /** Exports the instance. */
    @PUT
    @Path("export")
    @Requires(INSTANCES_EXPORT)
    public JsonAnswer export(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_export",
                new OpcodeBuilder("OP_BACKUP_EXPORT")
                        .parameters(call.body())
                        .renamed("destination", "target_node")
                        .fixed("instance_name", name));
    }

    /** Removes the instance's exports. */
    @DELETE
    @Path("export")
    @Requires(INSTANCES_REMOVE_EXPORT)
    @Since("3.2")
    public JsonAnswer removeExport(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_export",
                new OpcodeBuilder("OP_BACKUP_REMOVE").parameters(call.body()).fixed("instance_name", name));
    }

    private static Map<String, Object> replacement(Call call) {
        Object body = call.body();
        if (PythonFaults.truth(body)) {
            if (body instanceof List) {
                throw new HttpError(500, "'str' object cannot be interpreted as an integer");
            }
            if (!(body instanceof Map)) {
                throw PythonFaults.attribute(body, "pop");
            }
            return Call.members(body);
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (!call.query().isEmpty()) {
            for (String name : List.of("remote_node", "mode", "disks", "iallocator")) {
                parameters.put(name, call.query().text(name));
            }
        }
        return parameters;
    }

    /** Disks may be given as a list of integers, or as a text of integers with commas between them. */
    private static Map<String, Object> withDiskIndexes(Map<String, Object> given) {
        Map<String, Object> parameters = new LinkedHashMap<>(given);
        Object disks = parameters.remove("disks");
        if (!PythonFaults.truth(disks)) {
            return parameters;
        }
        if (disks instanceof List<?> list && list.stream().allMatch(InstanceDisksResource::isInteger)) {
            parameters.put("disks", disks);
            return parameters;
        }
        if (!(disks instanceof String text)) {
            throw PythonFaults.attribute(disks, "split");
        }
        List<Object> indexes = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            indexes.add(PythonText.parseInteger(part)
                    .orElseThrow(() -> new HttpError(
                            400,
                            "Invalid disk index passed: invalid literal for int() with base 10: "
                                    + PythonText.repr(part))));
        }
        parameters.put("disks", indexes);
        return parameters;
    }

    private static boolean isInteger(Object value) {
        return value instanceof Number && !(value instanceof Double);
    }

    private static Object integer(String digits) {
        return PythonText.parseInteger(digits).orElseThrow(() -> new HttpError(404));
    }
}
