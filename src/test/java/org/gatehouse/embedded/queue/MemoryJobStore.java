package org.gatehouse.embedded.queue;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gatehouse.cluster.ClusterException;

/** Jobs in memory. A copy is what a killed process would leave behind. */
final class MemoryJobStore implements JobStore {
    private final NavigableMap<Long, StoredJob> jobs = new ConcurrentSkipListMap<>();
    private volatile boolean drained;
    private volatile boolean broken;
    private volatile boolean full;
    private volatile int writes;

    synchronized MemoryJobStore copy() {
        MemoryJobStore copy = new MemoryJobStore();
        copy.jobs.putAll(jobs);
        copy.drained = drained;
        return copy;
    }

    void breakDown() {
        broken = true;
    }

    /** Refuses what is written, or takes it again. */
    void full(boolean now) {
        full = now;
    }

    int writes() {
        return writes;
    }

    @Override
    public long lastId() {
        return jobs.isEmpty() ? 0 : jobs.lastKey();
    }

    @Override
    public synchronized void write(Collection<StoredJob> written) {
        if (broken) {
            throw new IllegalStateException("no space left");
        }
        if (full) {
            throw new ClusterException(ClusterException.Reason.BUSY, "the disk is full");
        }
        writes++;
        written.forEach(job -> jobs.put(job.id(), job));
    }

    @Override
    public Optional<StoredJob> load(long id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public List<StoredJob> page(long after, int count, boolean archivedToo) {
        return jobs.tailMap(after, false).values().stream()
                .filter(job -> archivedToo || !job.archived())
                .limit(count)
                .toList();
    }

    @Override
    public List<StoredJob> unfinished() {
        return jobs.values().stream().filter(job -> !job.finished()).toList();
    }

    @Override
    public List<Long> endedBefore(long micros, int count) {
        return jobs.values().stream()
                .filter(job -> job.finished() && !job.archived() && job.ended() < micros)
                .map(StoredJob::id)
                .limit(count)
                .toList();
    }

    @Override
    public int countEndedBefore(long micros) {
        return endedBefore(micros, Integer.MAX_VALUE).size();
    }

    @Override
    public boolean drained() {
        return drained;
    }

    @Override
    public void drain(boolean whether) {
        drained = whether;
    }
}
