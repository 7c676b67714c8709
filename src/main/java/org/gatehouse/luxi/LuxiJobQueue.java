package org.gatehouse.luxi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.opcode.Opcode;

/** {@link JobQueue} over LUXI. */
final class LuxiJobQueue implements JobQueue {
    /** luxid itself waits for the job's process when it cancels; its own client allows for this long. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(44);

    private final LuxiClient client;
    private final LuxiWatches watches;
    private final Duration limit;

    LuxiJobQueue(LuxiClient client, LuxiWatches watches, Duration limit) {
        this.client = client;
        this.watches = watches;
        this.limit = limit;
    }

    @Override
    public JobId submit(List<Opcode> opcodes) {
        LuxiRequest request = new LuxiRequest("SubmitJob", List.of(opcodes), true, limit);
        LostSubmission lost = new LostSubmission(client, opcodes, Instant.now());
        return client.call(request, answer -> JobNumbers.of(answer.fetchResult()), lost::recover);
    }

    @Override
    public List<Object> cancel(JobId job) {
        Duration allowance = limit.compareTo(CANCEL_LIMIT) > 0 ? limit : CANCEL_LIMIT;
        List<Object> args = List.of(job.digits(), false);
        return Shapes.list(client.fetch(new LuxiRequest("CancelJob", args, true, allowance)), "the result");
    }

    @Override
    public CompletionStage<Optional<JobChange>> awaitChange(JobWatch watch) {
        return watches.await(watch);
    }
}
