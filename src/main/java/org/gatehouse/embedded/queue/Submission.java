package org.gatehouse.embedded.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.embedded.queue.JobRow.Step;
import org.gatehouse.opcode.Opcode;

/** Where jobs come in and get their ids. An id is answered when its job is on disk. */
final class Submission {
    private static final int MOST_UNFINISHED = 100_000;
    private static final long WRITING_SECONDS = 60;

    private final Intake intake;
    private final JobWriter writer;
    private final Scheduler scheduler;
    private final Consumer<Job> heard;
    private final Clock clock;
    private long lastId;

    Submission(long lastId, Intake intake, JobWriter writer, Scheduler scheduler, Consumer<Job> heard, Clock clock) {
        this.lastId = lastId;
        this.intake = intake;
        this.writer = writer;
        this.scheduler = scheduler;
        this.heard = heard;
        this.clock = clock;
    }

    synchronized long lastId() {
        return lastId;
    }

    /** Writes a job and does something then, in the order in which jobs come. */
    private interface Writing {
        CompletableFuture<Void> write(JobRow row, Runnable then);
    }

    /** Queues jobs, all or none of which are understood: for each its id, or why it is not queued. */
    List<Queued> submit(List<List<Opcode>> jobs) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        List<Queued> queued = enterAll(jobs, writer::writeNow, written);
        written.forEach(Submission::await);
        return queued;
    }

    /** The same for a job that is running: it waits for as long as the store refuses the jobs. */
    List<Queued> submitPatiently(List<List<Opcode>> jobs) throws InterruptedException {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        List<Queued> queued = enterAll(jobs, writer::write, written);
        try {
            for (CompletableFuture<Void> each : written) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
        return queued;
    }

    private List<Queued> enterAll(List<List<Opcode>> jobs, Writing writing, List<CompletableFuture<Void>> written) {
        List<List<Opcode>> completed = jobs.stream()
                .map(opcodes -> opcodes.stream().map(intake::completed).toList())
                .toList();
        if (scheduler.size() + jobs.size() > MOST_UNFINISHED) {
            throw ClusterException.refused("JobQueueFull", List.of());
        }
        List<Queued> queued = new ArrayList<>();
        Instant now = clock.instant();
        // Under one lock, so that jobs come to the writer, and from there to the scheduler, in the order of their ids.
        synchronized (this) {
            for (List<Opcode> opcodes : completed) {
                lastId++;
                queued.add(enter(lastId, opcodes, now, writing, written));
            }
        }
        return queued;
    }

    /** A job's id, and if it is not queued the reason. */
    record Queued(long id, Optional<String> fault) {
        List<Object> pair() {
            return fault.isPresent() ? List.of(false, fault.get()) : List.of(true, id);
        }
    }

    private Queued enter(
            long id, List<Opcode> opcodes, Instant now, Writing writing, List<CompletableFuture<Void>> written) {
        List<Opcode> whole = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (Opcode opcode : opcodes) {
            Optional<String> fault = Dependencies.fault(opcode, id);
            if (fault.isPresent()) {
                return new Queued(id, fault);
            }
            Opcode complete = traced(Dependencies.resolved(opcode, id), id, whole.size(), now);
            whole.add(complete);
            steps.add(new Step(
                    JobInputs.queued(complete),
                    "queued",
                    null,
                    List.of(),
                    null,
                    null,
                    null,
                    ((Number) complete.parameters().get("priority")).intValue(),
                    intake.summary(complete)));
        }
        JobRow row = JobRow.of(id, false, Times.pair(now), null, null, steps);
        // A job without opcodes is done before it began.
        written.add(writing.write(row, row.isFinished() ? () -> {} : () -> scheduler.add(new Job(row, whole, heard))));
        return new Queued(id, Optional.empty());
    }

    private static Opcode traced(Opcode opcode, long id, int index, Instant now) {
        List<Object> trail = new ArrayList<>((List<?>) opcode.parameters().get("reason"));
        trail.add(List.of(
                "gnt:opcode:" + opcode.id().replaceFirst("^OP_", "").toLowerCase(Locale.ROOT),
                "job=" + id + ";index=" + index,
                nanos(now)));
        return opcode.with("reason", trail);
    }

    /** Ganeti knows only microseconds, and writes them as nanoseconds. */
    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano() / 1000 * 1000L;
    }

    /** Waits until a job is on disk. */
    static void await(CompletableFuture<Void> written) {
        try {
            written.get(WRITING_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            throw new ClusterException(Reason.TIMEOUT, "the job was not written in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException(Reason.TIMEOUT, "interrupted while the job was being written", e);
        }
    }

    private static ClusterException failure(Throwable cause) {
        return cause instanceof ClusterException known
                ? new ClusterException(known.reason(), "the job is not queued: " + known.getMessage(), known)
                : new ClusterException(Reason.BROKEN_ANSWER, "the job could not be written", cause);
    }
}
