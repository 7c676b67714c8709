package org.gatehouse.embedded.queue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.JobChange;
import org.gatehouse.cluster.JobId;
import org.gatehouse.cluster.JobQueue;
import org.gatehouse.cluster.JobWatch;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.Opcode;

/**
 * The job queue. A job is on disk before its id is answered, and an end before anybody sees it. Jobs of the same priority
 * that want the same locks run in the order of their ids. Owns the threads that run jobs, one that writes them and one that
 * tells who waits for them.
 */
public final class EmbeddedJobQueue implements JobQueue, AutoCloseable {
    private static final Logger LOG = System.getLogger(EmbeddedJobQueue.class.getName());
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final JobStore store;
    private final Operations operations;
    private final Clock clock;
    private final Locks locks = new Locks();
    private final Scheduler scheduler;
    private final JobReader reader;
    private final Watches watches;
    private final JobWriter writer;
    private final Submission submission;
    private final Archive archive;
    private final Cancellation cancellation;
    private final ThreadPoolExecutor threads;
    private final RunningJobs running = new RunningJobs();
    private final Shop shop = new Shop();
    private volatile boolean drained;
    private volatile boolean closing;

    /**
     * The queue of this store, where jobs that were at work when the last one ended are found dead. {@code rules} are the
     * filter rules, {@code limit} says how many jobs run at once. Nothing runs before {@link #start}.
     */
    public EmbeddedJobQueue(
            JobStore store,
            Operations operations,
            Catalogue catalogue,
            Supplier<Collection<FilterRule>> rules,
            IntSupplier limit,
            Clock clock) {
        this.store = store;
        this.operations = operations;
        this.clock = clock;
        this.drained = store.drained();
        AtomicInteger threadNumber = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "gatehouse-job-" + threadNumber.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.scheduler = new Scheduler(limit, new FilterRules(rules));
        this.reader = new JobReader(store, scheduler);
        this.watches = new Watches(reader::find);
        List<JobRow> queued = new Recovery(store, clock).recover();
        this.writer = new JobWriter(store, this::schedule);
        this.submission =
                new Submission(store.lastId(), new Intake(catalogue), writer, scheduler, this::changed, clock);
        this.archive = new Archive(store, writer, clock);
        this.cancellation = new Cancellation(scheduler, writer, shop::ended, clock);
        queued.forEach(row -> scheduler.add(new Job(row, opcodes(row), this::changed)));
    }

    private static List<Opcode> opcodes(JobRow row) {
        return row.steps().stream().map(step -> Intake.opcode(step.input())).toList();
    }

    /** Begins to run jobs. */
    public void start() {
        scheduler.open(true);
        schedule();
    }

    @Override
    public JobId submit(List<Opcode> opcodes) {
        Submission.Queued queued = accept(List.of(opcodes)).get(0);
        queued.fault().ifPresent(text -> {
            throw ClusterException.refused("GenericError", List.of(text));
        });
        return JobId.of(queued.id());
    }

    /**
     * Queues jobs, which may depend on each other by negative ids: for each a pair of true and its id, or false and why it
     * is not queued. Fails as a whole if one of the opcodes is not understood.
     */
    public List<List<Object>> submitMany(List<List<Opcode>> jobs) {
        return pairs(accept(jobs));
    }

    private static List<List<Object>> pairs(List<Submission.Queued> jobs) {
        return jobs.stream().map(Submission.Queued::pair).toList();
    }

    private List<Submission.Queued> accept(List<List<Opcode>> jobs) {
        refuseIfDrained();
        return submission.submit(jobs);
    }

    private void refuseIfDrained() {
        if (drained) {
            throw ClusterException.refused("GenericError", List.of("Queue drained"));
        }
    }

    @Override
    public List<Object> cancel(JobId id) {
        return cancellation.cancel(number(id).flatMap(scheduler::find), id.digits());
    }

    private static Optional<Long> number(JobId id) {
        // More digits than a number has are no job of ours.
        return id.digits().length() > 18 ? Optional.empty() : Optional.of(Long.valueOf(id.digits()));
    }

    /** Gives what has not begun of a job another priority: a pair of success and explanation. */
    public List<Object> changePriority(JobId id, int priority) {
        Optional<Job> found = number(id).flatMap(scheduler::find);
        if (found.isEmpty()) {
            return List.of(false, "Job " + id.digits() + " not found in queue");
        }
        if (scheduler.reorder(found.get(), priority, job -> job.priority(priority))) {
            return List.of(
                    true, "Priorities of pending opcodes for job " + id.digits() + " have been changed to " + priority);
        }
        found.get().priority(priority);
        return List.of(
                true,
                "Job " + id.digits() + " with pid " + ProcessHandle.current().pid() + " signaled");
    }

    /** Puts a finished job away; false if it is not finished, put away already, or unknown. */
    public boolean archive(JobId id) {
        return number(id).map(archive::archive).orElse(false);
    }

    /** Puts away what ended longer ago than {@code age}, in no more time than {@code limit}: how many were put away, and how many are left. */
    public List<Object> archiveOld(Duration age, Duration limit) {
        return archive.archiveOld(age, limit);
    }

    /** Whether no new jobs are taken. */
    public boolean isDrained() {
        return drained;
    }

    /** Has new jobs refused, or taken again. */
    public void drain(boolean whether) {
        store.drain(whether);
        drained = whether;
    }

    @Override
    public CompletionStage<Optional<JobChange>> awaitChange(JobWatch watch) {
        return number(watch.job())
                .map(job -> watches.add(job, watch))
                .orElseGet(() -> CompletableFuture.failedFuture(Watches.lost()));
    }

    /** The jobs, to look at. */
    public JobView view() {
        return reader;
    }

    /** Who holds which lock, and who waits. */
    public List<LockState> locks() {
        return locks.states();
    }

    /** The highest id that a job has. */
    public long lastId() {
        return submission.lastId();
    }

    /** Says that the filter rules, or the number of jobs at once, have changed. */
    public void schedule() {
        scheduler.run(shop);
    }

    private void changed(Job job) {
        if (!job.row().isFinished()) {
            writer.later(job.row());
        }
        watches.changed(job.id());
    }

    /** Starts no more jobs. The stage completes when those that have begun have ended. */
    public CompletionStage<Void> beginStop() {
        scheduler.open(false);
        return running.whenNone();
    }

    /** Interrupts what runs, waits a while for it, and writes what there is to be written. */
    @Override
    public void close() {
        scheduler.open(false);
        closing = true;
        threads.shutdownNow();
        watches.close();
        try {
            threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.close();
    }

    /** The queue, as jobs that run and the scheduler see it. */
    private final class Shop implements Workshop, Scheduler.Starter {
        @Override
        public Operations operations() {
            return operations;
        }

        @Override
        public Locks locks() {
            return locks;
        }

        @Override
        public JobWriter writer() {
            return writer;
        }

        @Override
        public List<Object> now() {
            return Times.now(clock);
        }

        @Override
        public Optional<String> statusOf(long job) {
            return reader.find(job).map(JobRow::status);
        }

        @Override
        public List<List<Object>> submit(List<List<Opcode>> jobs) throws InterruptedException {
            refuseIfDrained();
            return pairs(submission.submitPatiently(jobs));
        }

        @Override
        public void ended(Job job) {
            scheduler.remove(job);
            schedule();
        }

        @Override
        public boolean isClosing() {
            return closing;
        }

        @Override
        public void start(Job job) {
            JobRun run = new JobRun(job, locks.ticket(job.id(), job.turn()), this);
            running.begin();
            threads.execute(() -> {
                try {
                    run.run();
                } finally {
                    running.end();
                }
            });
        }

        @Override
        public void reject(Job job) {
            cancellation.drop(job).exceptionally(failure -> {
                LOG.log(Level.ERROR, "job " + job.id() + " was rejected, which could not be written", failure);
                return null;
            });
        }
    }
}
