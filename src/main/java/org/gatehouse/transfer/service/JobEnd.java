package org.gatehouse.transfer.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.http.PythonText;

/** Follows jobs to their end without holding a thread. */
final class JobEnd {
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Set<Object> ENDED = Set.of("success", "error", "canceled");
    private static final List<Object> FIELDS = List.of("status", "opstatus", "opresult");

    private JobEnd() {}

    /** Empty when the job has succeeded, else why it has not. */
    static CompletionStage<Optional<String>> of(JobQueue queue, JobId job) {
        return await(queue, job, null);
    }

    private static CompletionStage<Optional<String>> await(JobQueue queue, JobId job, List<Object> known) {
        return queue.awaitChange(new JobWatch(job, FIELDS, known, Integer.MAX_VALUE, STEP))
                .thenCompose(change -> {
                    List<Object> info = change.map(JobChange::info).orElse(known);
                    return info != null && ENDED.contains(info.get(0))
                            ? CompletableFuture.completedStage(reason(info))
                            : await(queue, job, info);
                });
    }

    private static Optional<String> reason(List<Object> info) {
        if (info.get(0).equals("success")) {
            return Optional.empty();
        }
        if (info.get(0).equals("canceled")) {
            return Optional.of("the job was cancelled");
        }
        List<Object> results = Values.list(info.get(2));
        int failed = Values.list(info.get(1)).indexOf("error");
        Object failure = failed < 0 || failed >= results.size() ? results : results.get(failed);
        List<Object> pair = Values.list(failure);
        // An opcode that failed has [class, [text, ...]] for a result.
        return Optional.of(
                pair.size() == 2 && !Values.list(pair.get(1)).isEmpty()
                        ? PythonText.str(Values.list(pair.get(1)).get(0))
                        : PythonText.str(failure));
    }
}
