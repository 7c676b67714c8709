package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.INSTANCES_CREATE;
import static org.gatehouse.access.Permission.INSTANCES_QUERY;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.Answer;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.http.PythonText;

/** {@code /2/instances}: the cluster's instances. */
@Path("/2/instances")
public final class InstancesResource {
    private static final String FORM = "__version__";

    private final Queries queries;
    private final ClusterVersion version;
    private final Jobs jobs;

    @Inject
    InstancesResource(Queries queries, ClusterVersion version, Jobs jobs) {
        this.queries = queries;
        this.version = version;
        this.jobs = jobs;
    }

    /** All instances: names, or whole with {@code bulk}. */
    @GET
    @Requires(INSTANCES_QUERY)
    public Answer list(@Context HttpServletRequest request) {
        QueryParameters query = new Call(request).query();
        boolean lock = query.flag("lock");
        if (!query.flag("bulk")) {
            return ItemList.uris(queries, ItemKind.INSTANCE, "name", lock, "id", "/2/instances");
        }
        List<String> fields = ItemFields.instance(version.get());
        return InstanceList.of(() -> queries.list(ItemKind.INSTANCE, fields, lock), fields);
    }

    /** Creates an instance. The body says in which form it is written; there is only one left. */
    @POST
    @Requires(INSTANCES_CREATE)
    public JsonAnswer create(@Context HttpServletRequest request) {
        Call call = new Call(request);
        Map<String, Object> parameters = new LinkedHashMap<>(call.objectBody());
        checkForm(parameters.getOrDefault(FORM, 0));
        parameters.remove(FORM);
        return jobs.submit(
                call,
                "instances",
                creation(UsbDevices.converted(parameters))
                        .fixed("dry_run", call.query().flag("dry-run")));
    }

    /** An instance's creation, with the names that RAPI's clients use. */
    static OpcodeBuilder creation(Object parameters) {
        return new OpcodeBuilder("OP_INSTANCE_CREATE")
                .parameters(parameters)
                .renamed("os", "os_type")
                .renamed("name", "instance_name");
    }

    private static void checkForm(Object form) {
        if (PythonFaults.equalsInteger(form, 0)) {
            throw new HttpError(400, "Instance creation request version 0 is no longer supported");
        }
        if (!PythonFaults.equalsInteger(form, 1)) {
            throw new HttpError(400, "Unsupported request data version " + PythonText.str(form));
        }
    }
}
