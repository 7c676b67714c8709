package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.INSTANCES_CONSOLE;
import static org.gatehouse.access.Permission.INSTANCES_INFO;
import static org.gatehouse.access.Permission.INSTANCES_MODIFY;
import static org.gatehouse.access.Permission.INSTANCES_QUERY;
import static org.gatehouse.access.Permission.INSTANCES_REMOVE;
import static org.gatehouse.access.Permission.INSTANCES_RENAME;
import static org.gatehouse.access.Permission.INSTANCES_TAGS;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/instances/{name}}: one instance, what it is and what it has. Each write answers with the id of the job it queued. */
@Path("/2/instances/{name}")
public final class InstanceResource {
    private final Queries queries;
    private final ClusterVersion version;
    private final Jobs jobs;
    private final Tags tags;

    @Inject
    InstanceResource(Queries queries, ClusterVersion version, Jobs jobs, Tags tags) {
        this.queries = queries;
        this.version = version;
        this.jobs = jobs;
        this.tags = tags;
    }

    /** The instance's state. */
    @GET
    @Requires(INSTANCES_QUERY)
    public JsonAnswer instance(@PathParam("name") String name, @Context HttpServletRequest request) {
        List<String> fields = ItemFields.instance(version.get());
        boolean lock = new Call(request).query().flag("lock");
        return new JsonAnswer(InstanceList.withMemory(Item.fetch(queries, ItemKind.INSTANCE, name, fields, lock)));
    }

    /** Removes the instance. */
    @DELETE
    @Requires(INSTANCES_REMOVE)
    public JsonAnswer remove(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name",
                new OpcodeBuilder("OP_INSTANCE_REMOVE")
                        .parameters(call.body())
                        .fixed("instance_name", name)
                        .fixed("ignore_failures", false)
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** Collects everything about the instance in a job, without asking the nodes if {@code static} is set. */
    @GET
    @Path("info")
    @Requires(INSTANCES_INFO)
    public JsonAnswer info(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_info",
                new OpcodeBuilder("OP_INSTANCE_QUERY_DATA")
                        .fixed("instances", List.of(name))
                        .fixed("static", call.query().flag("static")));
    }

    /** How to reach the console of a running instance. */
    @GET
    @Path("console")
    @Requires(INSTANCES_CONSOLE)
    public JsonAnswer console(@PathParam("name") String name) {
        List<Object> row = queries.find(ItemKind.INSTANCE, name, List.of("console", "oper_state"), false)
                .orElseThrow(() -> new HttpError(500, "list index out of range"));
        if (!PythonFaults.truth(row.get(1))) {
            throw new HttpError(503, "Instance console unavailable");
        }
        return new JsonAnswer(row.get(0));
    }

    /** Changes the instance's settings. */
    @PUT
    @Path("modify")
    @Requires(INSTANCES_MODIFY)
    public JsonAnswer modify(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_modify",
                new OpcodeBuilder("OP_INSTANCE_SET_PARAMS")
                        .parameters(UsbDevices.converted(copied(call.body())))
                        .renamed("custom_beparams", "beparams")
                        .renamed("custom_hvparams", "hvparams")
                        .fixed("instance_name", name));
    }

    private static Map<String, Object> copied(Object body) {
        if (body instanceof List) {
            throw PythonFaults.subscript(body);
        }
        if (!(body instanceof Map)) {
            throw PythonFaults.attribute(body, "copy");
        }
        return Call.members(body);
    }

    /** Gives the instance another name. */
    @PUT
    @Path("rename")
    @Requires(INSTANCES_RENAME)
    public JsonAnswer rename(@PathParam("name") String name, @Context HttpServletRequest request) {
        Call call = new Call(request);
        return jobs.submit(
                call,
                "instances_name_rename",
                new OpcodeBuilder("OP_INSTANCE_RENAME").parameters(call.body()).fixed("instance_name", name));
    }

    /** The instance's tags. */
    @GET
    @Path("tags")
    @Requires(INSTANCES_QUERY)
    public JsonAnswer tags(@PathParam("name") String name) {
        return tags.list(TagKind.INSTANCE, name);
    }

    /** Adds tags. */
    @PUT
    @Path("tags")
    @Requires(INSTANCES_TAGS)
    public JsonAnswer addTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.add(TagKind.INSTANCE, name, "instances_name_tags", request);
    }

    /** Removes tags. */
    @DELETE
    @Path("tags")
    @Requires(INSTANCES_TAGS)
    public JsonAnswer removeTags(@PathParam("name") String name, @Context HttpServletRequest request) {
        return tags.remove(TagKind.INSTANCE, name, "instances_name_tags", request);
    }
}
