package org.gatehouse.rapi;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.http.PythonText;

/** Waits for a job to end, without holding a thread, and tells its results or why it failed. Any thread may use it. */
public final class JobOutcome {
    private static final Duration STEP = Duration.ofSeconds(60);
    private static final Set<Object> ENDED = Set.of("success", "error", "canceled");
    private static final List<Object> FIELDS = List.of("status", "opstatus", "opresult");

    private final JobQueue queue;

    /** Waits for jobs of this queue. */
    @Inject
    public JobOutcome(JobQueue queue) {
        this.queue = queue;
    }

    /** The results of the job's opcodes, or the {@link ClusterException} with which the job failed. */
    CompletionStage<List<Object>> of(JobId job) {
        return await(job, null);
    }

    private CompletionStage<List<Object>> await(JobId job, List<Object> known) {
        return queue.awaitChange(new JobWatch(job, FIELDS, known, Integer.MAX_VALUE, STEP))
                .thenCompose(change -> {
                    List<Object> info = change.map(JobChange::info).orElse(known);
                    if (info != null && ENDED.contains(info.get(0))) {
                        return CompletableFuture.completedStage(results(info));
                    }
                    return await(job, info);
                });
    }

    private static List<Object> results(List<Object> info) {
        if (!info.get(0).equals("error")) {
            return info.get(0).equals("success") ? list(info.get(2)) : cancelled();
        }
        List<Object> results = list(info.get(2));
        int failed = list(info.get(1)).indexOf("error");
        Object failure = failed < 0 || failed >= results.size() ? results : results.get(failed);
        throw asException(failure)
                .orElseGet(() -> ClusterException.refused("OpExecError", List.of(PythonText.str(failure))));
    }

    private static List<Object> cancelled() {
        throw ClusterException.refused("JobCanceled", List.of("Job was canceled"));
    }

    /** An opcode that failed has {@code [class, [arguments]]} for a result. */
    private static Optional<ClusterException> asException(Object failure) {
        return failure instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(0) instanceof String name
                        && pair.get(1) instanceof List<?> arguments
                ? Optional.of(ClusterException.refused(name, list(arguments)))
                : Optional.empty();
    }

    @SuppressWarnings("unchecked") // JSON arrays hold JSON values
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
