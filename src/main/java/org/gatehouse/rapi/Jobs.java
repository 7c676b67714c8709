package org.gatehouse.rapi;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.access.AuditRecord;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.JsonAnswer;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;

/** Queues the jobs that RAPI's writes ask for. Any thread may use it. */
public final class Jobs {
    /** The parameters that name what an opcode is about. */
    private static final List<String> NAMES = List.of("instance_name", "node_name", "group_name", "network_name");

    private final JobQueue queue;
    private final Catalogue catalogue;
    private final Supplier<GanetiVersion> version;

    /** Queues into {@code queue} what {@code catalogue} accepts for the cluster's {@code version}. */
    @Inject
    public Jobs(JobQueue queue, Catalogue catalogue, ClusterVersion version) {
        this.queue = queue;
        this.catalogue = catalogue;
        this.version = version;
    }

    /**
     * Queues one opcode, completed by what every write has: the reason trail that names {@code resource}, and the client's
     * job dependencies, which count even where the rest of the body does not. Answers with the job's id.
     */
    JsonAnswer submit(Call call, String resource, OpcodeBuilder opcode) {
        if (call.body() instanceof Map<?, ?> body && PythonFaults.truth(body.get("depends"))) {
            opcode.depends(body.get("depends"));
        }
        opcode.fixed("reason", ReasonTrail.of(resource, call.query()));
        return submit(call, List.of(opcode.build(catalogue, version.get())));
    }

    /** Queues these opcodes as one job and answers with its id. */
    JsonAnswer submit(Call call, List<Opcode> opcodes) {
        return new JsonAnswer(Long.valueOf(queued(call, opcodes).digits()));
    }

    /** Queues these opcodes as one job. */
    JobId queued(Call call, List<Opcode> opcodes) {
        AuditRecord audit = AuditRecord.of(call.request());
        opcodes.forEach(opcode -> describe(opcode, audit));
        try {
            JobId job = queue.submit(opcodes);
            audit.job(job.digits());
            return job;
        } catch (ClusterException e) {
            throw switch (e.errorClass()) {
                case "JobQueueFull" -> new HttpError(503, "Job queue is full, needs archiving");
                case "JobQueueDrainError" -> new HttpError(503, "Job queue is drained, cannot submit");
                default -> e;
            };
        }
    }

    private static void describe(Opcode opcode, AuditRecord audit) {
        audit.opcode(opcode.id());
        for (String parameter : NAMES) {
            if (opcode.parameters().get(parameter) instanceof String name) {
                audit.object(name);
            }
        }
    }

    /**
     * An opcode that is part of another one. It carries the defaults of all its parameters, since the cluster completes only
     * the opcode that it is part of and shows this one as it was sent until the job runs.
     */
    Opcode inner(OpcodeBuilder builder) {
        Opcode opcode = builder.build(catalogue, version.get());
        Map<String, Object> all = new LinkedHashMap<>();
        catalogue
                .find(opcode.id(), version.get())
                .orElseThrow()
                .parameters()
                .forEach(parameter -> all.put(parameter.name(), parameter.defaultValue()));
        return Opcode.named(opcode.id()).withAll(all).withAll(opcode.parameters());
    }
}
