package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.gatehouse.embedded.queue.FilterRules.Decision;

/**
 * Which job's turn it is. Jobs whose dependencies have ended stand in line by priority and id, and so many as may run at once
 * are let in, as far as the filter rules have nothing against it. Starting is left to others: {@link #run} finds whom to
 * start.
 */
final class Scheduler {
    private final ConcurrentMap<Long, Job> unfinished = new ConcurrentHashMap<>();
    private final TreeSet<Job> line = new TreeSet<>(Job.ORDER);
    private final Map<Long, List<Job>> dependants = new HashMap<>();
    private final Set<Job> admitted = new HashSet<>();
    private final IntSupplier limit;
    private final FilterRules rules;
    private boolean open;

    Scheduler(IntSupplier limit, FilterRules rules) {
        this.limit = limit;
        this.rules = rules;
    }

    /** What became of jobs in {@link #run}. */
    interface Starter {
        /** The job is let in. Called in the order of the line, so that this may claim places. */
        void start(Job job);

        /** A filter rule rejects the job, which has left the line for good. */
        void reject(Job job);
    }

    /** Lets {@link #run} find jobs from now on. */
    synchronized void open(boolean whether) {
        open = whether;
    }

    /** Puts a job in line, or behind the jobs that it depends on. */
    synchronized void add(Job job) {
        unfinished.put(job.id(), job);
        place(job);
    }

    private void place(Job job) {
        if (!waits(job)) {
            line.add(job);
        }
    }

    private boolean waits(Job job) {
        Optional<Long> hindrance = Dependencies.of(job.row()).stream()
                .map(Dependencies.Dependency::job)
                .filter(id -> id != job.id() && unfinished.containsKey(id))
                .findFirst();
        hindrance.ifPresent(
                id -> dependants.computeIfAbsent(id, key -> new ArrayList<>()).add(job));
        return hindrance.isPresent();
    }

    /** The job with this id, unless it is finished or unknown. */
    Optional<Job> find(long id) {
        return Optional.ofNullable(unfinished.get(id));
    }

    int size() {
        return unfinished.size();
    }

    /** Takes a job that has not been let in out of the line; false if it was let in, or is gone. */
    synchronized boolean withdraw(Job job) {
        if (line.remove(job)) {
            return true;
        }
        return dependants.values().stream().anyMatch(jobs -> jobs.remove(job));
    }

    /** Gives a job that has not been let in another priority, with what {@code change} does; false if it was let in. */
    synchronized boolean reorder(Job job, int priority, Consumer<Job> change) {
        boolean stands = line.remove(job);
        if (!stands && dependants.values().stream().noneMatch(jobs -> jobs.contains(job))) {
            return false;
        }
        change.accept(job);
        job.turn(priority);
        if (stands) {
            line.add(job);
        }
        return true;
    }

    /** Forgets a job that has ended, for all to see. */
    synchronized void remove(Job job) {
        unfinished.remove(job.id());
        admitted.remove(job);
        List<Job> freed = dependants.remove(job.id());
        if (freed != null) {
            freed.forEach(this::place);
        }
    }

    /** Lets in whom there is room for. */
    synchronized void run(Starter starter) {
        if (!open) {
            return;
        }
        int room = limit.getAsInt();
        Iterator<Job> next = line.iterator();
        while (admitted.size() < room && next.hasNext()) {
            Job job = next.next();
            // What it depends on may have come after it.
            if (waits(job)) {
                next.remove();
                continue;
            }
            Decision decision = rules.decide(job.row(), rows(admitted));
            if (decision == Decision.RUN) {
                next.remove();
                admitted.add(job);
                starter.start(job);
            } else if (decision == Decision.REJECT) {
                next.remove();
                starter.reject(job);
            }
        }
    }

    private static List<JobRow> rows(Collection<Job> jobs) {
        return jobs.stream().map(Job::row).toList();
    }
}
