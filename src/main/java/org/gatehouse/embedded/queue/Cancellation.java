package org.gatehouse.embedded.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;

/** How jobs are cancelled, whether somebody asks for it or a filter rule does. */
final class Cancellation {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Scheduler scheduler;
    private final JobWriter writer;
    private final Consumer<Job> ended;
    private final Clock clock;

    /** {@code ended} hears of jobs that have ended without having begun. */
    Cancellation(Scheduler scheduler, JobWriter writer, Consumer<Job> ended, Clock clock) {
        this.scheduler = scheduler;
        this.writer = writer;
        this.ended = ended;
        this.clock = clock;
    }

    /** As {@link org.gatehouse.cluster.JobQueue#cancel}; {@code digits} are the id as it was asked for. */
    List<Object> cancel(Optional<Job> found, String digits) {
        if (found.isEmpty()) {
            return List.of(false, "Job " + digits + " not found in queue");
        }
        Job job = found.get();
        if (scheduler.withdraw(job)) {
            await(drop(job));
            return List.of(true, "Dequeued job " + digits);
        }
        if (job.cancel()) {
            await(job.over());
            return List.of(true, "Job successfully cancelled");
        }
        return List.of(false, "Job no longer waiting, can't cancel (informed it anyway)");
    }

    /** Ends a job that is out of the line and has not been let in. */
    CompletableFuture<Void> drop(Job job) {
        List<Object> now = Times.now(clock);
        JobRow last = job.settle(
                row -> row.pending(step -> step.status("canceled").ended(now)).ended(now));
        return writer.write(last).whenComplete((done, failure) -> {
            job.publish(last);
            ended.accept(job);
        });
    }

    private static void await(CompletableFuture<Void> end) {
        try {
            end.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ClusterException(Reason.TIMEOUT, "the job was not cancelled in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(Reason.TIMEOUT, "interrupted while the job was being cancelled", e);
        }
    }
}
