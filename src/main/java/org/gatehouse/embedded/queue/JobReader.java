package org.gatehouse.embedded.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The jobs to look at: the unfinished ones from memory, the others from the store. */
final class JobReader implements JobView {
    private final JobStore store;
    private final Scheduler scheduler;

    JobReader(JobStore store, Scheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    @Override
    public Optional<JobRow> find(long id) {
        // A job leaves memory when its end is on disk, so that it is found in one place or the other.
        return scheduler.find(id).map(Job::row).or(() -> store.load(id).map(JobText::read));
    }

    @Override
    public List<JobRow> page(long after, int count, boolean archivedToo) {
        List<JobRow> rows = new ArrayList<>();
        for (StoredJob stored : store.page(after, count, archivedToo)) {
            // What the store says of a job in memory is old, or not on disk yet; of one that is not, it may have become
            // old.
            Optional<JobRow> row = scheduler.find(stored.id()).map(Job::row);
            if (row.isEmpty() && !stored.finished()) {
                row = find(stored.id());
            }
            rows.add(row.orElseGet(() -> JobText.read(stored)));
        }
        return rows;
    }
}
