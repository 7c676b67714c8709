package org.gatehouse.rapi;

import static org.gatehouse.access.Permission.JOBS_CANCEL;
import static org.gatehouse.access.Permission.JOBS_QUERY;
import static org.gatehouse.access.Permission.JOBS_WAIT;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.access.AuditRecord;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.cluster.Queries;
import org.gatehouse.http.DeferredAnswer;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;

/** {@code /2/jobs/{id}}: one job, archived or not. */
@Path("/2/jobs/{id: \\d+}")
public final class JobResource {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Queries queries;
    private final JobQueue queue;

    @Inject
    JobResource(Queries queries, JobQueue queue) {
        this.queries = queries;
        this.queue = queue;
    }

    /** The job, every member {@code null} but the id if there is no such job. */
    @GET
    @Requires(JOBS_QUERY)
    public JsonAnswer job(@PathParam("id") String id) {
        return new JsonAnswer(Item.fetch(queries, ItemKind.JOB, id, ItemFields.JOB, false));
    }

    /** Cancels the job if it is not too late: a pair of success and explanation. */
    @DELETE
    @Requires(JOBS_CANCEL)
    public JsonAnswer cancel(@PathParam("id") String id, @Context HttpServletRequest request) {
        AuditRecord.of(request).job(id);
        return new JsonAnswer(queue.cancel(new JobId(id)));
    }

    /** Waits up to ten seconds for the job to differ from what the body says the client knows. */
    @GET
    @Path("wait")
    @Requires(JOBS_WAIT)
    public DeferredAnswer await(@PathParam("id") String id, @Context HttpServletRequest request) {
        return new DeferredAnswer(queue.awaitChange(watch(new JobId(id), new Call(request).body()))
                        .thenApply(change -> answer(change)))
                .atStop(() -> answer(Optional.empty()));
    }

    /** Empty, which clients get as {@code null}, says that nothing has changed. */
    private static JsonAnswer answer(Optional<JobChange> change) {
        return new JsonAnswer(change.map(JobResource::object).orElse(null));
    }

    private static JobWatch watch(JobId job, Object body) {
        if (!(body instanceof Map)) {
            throw PythonFaults.subscript(body);
        }
        Map<String, Object> known = Call.members(body);
        if (!known.containsKey("fields")) {
            throw new HttpError(400, "Required parameter 'fields' is missing");
        }
        List<Object> fields = list(known, "fields");
        if (fields == null) {
            throw notA("fields", "list");
        }
        List<Object> previousInfo = list(known, "previous_job_info");
        Object previousSerial = known.get("previous_log_serial");
        if (previousSerial instanceof Double
                || !(previousSerial == null || previousSerial instanceof Number || previousSerial instanceof Boolean)) {
            throw notA("previous_log_serial", "number");
        }
        return new JobWatch(job, fields, previousInfo, previousSerial, LONGEST_WAIT);
    }

    @SuppressWarnings("unchecked") // JSON arrays hold JSON values
    private static List<Object> list(Map<String, Object> known, String name) {
        Object value = known.get(name);
        if (value != null && !(value instanceof List)) {
            throw notA(name, "list");
        }
        return (List<Object>) value;
    }

    private static HttpError notA(String name, String expected) {
        return new HttpError(400, "The '" + name + "' parameter should be a " + expected);
    }

    private static Map<String, Object> object(JobChange change) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("job_info", change.info());
        object.put("log_entries", change.logEntries());
        return object;
    }
}
