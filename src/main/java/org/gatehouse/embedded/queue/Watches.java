package org.gatehouse.embedded.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobWatch;

/** Who waits for a change of which job. One thread looks at jobs that have changed, and at the clock; nobody polls. */
final class Watches implements AutoCloseable {
    private static final int MOST = 20_000;
    private static final Duration LONGEST = Duration.ofSeconds(89);

    private final ConcurrentMap<Long, Set<Watch>> watched = new ConcurrentHashMap<>();
    private final Set<Long> changed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final LongFunction<Optional<JobRow>> jobs;
    private final ScheduledThreadPoolExecutor thread;

    /** Watches what {@code jobs} finds. */
    Watches(LongFunction<Optional<JobRow>> jobs) {
        this.jobs = jobs;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> daemon(task), new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "gatehouse-job-watches");
        thread.setDaemon(true);
        return thread;
    }

    /** Somebody who waits, and what they know. */
    private static final class Watch {
        private final CompletableFuture<Optional<JobChange>> answer = new CompletableFuture<>();
        private final List<Optional<Function<JobRow, Object>>> fields;
        private final List<Object> known;
        private final long serial;

        Watch(JobWatch wish) {
            this.fields = wish.fields().stream()
                    .map(name -> JobRow.field((String) name))
                    .toList();
            this.known = wish.previousInfo();
            this.serial = wish.previousSerial() instanceof Number number ? number.longValue() : -1;
        }

        /** One name that jobs do not have, and nothing is to be seen of any. */
        private boolean isBlind() {
            return fields.stream().anyMatch(Optional::isEmpty);
        }

        private List<Object> values(JobRow row) {
            return isBlind()
                    ? new ArrayList<>(Collections.nCopies(fields.size(), null))
                    : fields.stream()
                            .map(field -> field.orElseThrow().apply(row))
                            .toList();
        }

        void look(JobRow row) {
            List<Object> values = values(row);
            List<Object> entries = isBlind() ? List.of() : row.logAfter(serial);
            if (row.isFinished() || !entries.isEmpty() || !JsonValues.same(values, known)) {
                answer.complete(Optional.of(new JobChange(values, entries)));
            }
        }

        void giveUp(JobRow row) {
            answer.complete(Optional.of(new JobChange(values(row), List.of())));
        }
    }

    /** As {@link org.gatehouse.cluster.JobQueue#awaitChange}. */
    CompletionStage<Optional<JobChange>> add(long job, JobWatch wish) {
        if (!wish.fields().stream().allMatch(String.class::isInstance)) {
            return CompletableFuture.failedFuture(new ClusterException(
                    Reason.NOT_UNDERSTOOD,
                    "Failed to parse request: Parsing WaitForJobChange message: Unable to read String"));
        }
        if (count.incrementAndGet() > MOST || thread.isShutdown()) {
            count.decrementAndGet();
            return CompletableFuture.failedFuture(new ClusterException(Reason.BUSY, "too many wait for jobs"));
        }
        Watch watch = new Watch(wish);
        watched.compute(job, (id, watches) -> with(watches, watch));
        Future<?> alarm = thread.schedule(
                () -> jobs.apply(job).ifPresent(watch::giveUp), limit(wish).toNanos(), TimeUnit.NANOSECONDS);
        CompletionStage<Optional<JobChange>> told = watch.answer.whenComplete((change, failure) -> {
            alarm.cancel(false);
            watched.computeIfPresent(job, (id, watches) -> without(watches, watch));
            count.decrementAndGet();
        });
        look(job, Set.of(watch));
        return told;
    }

    private static Duration limit(JobWatch wish) {
        return wish.limit().compareTo(LONGEST) < 0 ? wish.limit() : LONGEST;
    }

    private static Set<Watch> with(Set<Watch> watches, Watch watch) {
        Set<Watch> more = watches == null ? ConcurrentHashMap.newKeySet() : watches;
        more.add(watch);
        return more;
    }

    private static Set<Watch> without(Set<Watch> watches, Watch watch) {
        watches.remove(watch);
        return watches.isEmpty() ? null : watches;
    }

    /** How many wait at the moment. */
    int size() {
        return count.get();
    }

    /** Says that a job has changed. Returns at once. */
    void changed(long job) {
        if (watched.containsKey(job) && changed.add(job)) {
            thread.execute(() -> {
                changed.remove(job);
                look(job, watched.getOrDefault(job, Set.of()));
            });
        }
    }

    private void look(long job, Set<Watch> watches) {
        if (watches.isEmpty()) {
            return;
        }
        try {
            JobRow row = jobs.apply(job).orElseThrow(Watches::lost);
            watches.forEach(watch -> watch.look(row));
        } catch (RuntimeException e) {
            watches.forEach(watch -> watch.answer.completeExceptionally(e));
        }
    }

    /** The failure for a job that does not exist. */
    static ClusterException lost() {
        return ClusterException.refused("JobLost", List.of("Can't load job file"));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        ClusterException closed = new ClusterException(Reason.BROKEN_ANSWER, "the cluster is being closed");
        watched.values().forEach(watches -> watches.forEach(watch -> watch.answer.completeExceptionally(closed)));
    }
}
