package org.gatehouse.embedded.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Puts finished jobs away, so that lists leave them out. */
final class Archive {
    private static final int AT_ONCE = 500;

    private final JobStore store;
    private final JobWriter writer;
    private final Clock clock;

    Archive(JobStore store, JobWriter writer, Clock clock) {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
    }

    /** False if there is no such job, it is not finished, or it is archived already. */
    boolean archive(long id) {
        Optional<JobRow> row = store.load(id).filter(StoredJob::finished).map(JobText::read);
        if (row.isEmpty() || row.get().archived()) {
            return false;
        }
        Submission.await(writer.writeNow(row.get().archivedNow(), () -> {}));
        return true;
    }

    /** Archives what ended longer ago than {@code age}, for as long as {@code limit}: how many were, and how many are left. */
    List<Object> archiveOld(Duration age, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long before = age.isNegative()
                ? Long.MAX_VALUE
                : Times.micros(Times.pair(clock.instant().minus(age)));
        long archived = 0;
        List<Long> ids = store.endedBefore(before, AT_ONCE);
        while (!ids.isEmpty() && System.nanoTime() < deadline) {
            List<CompletableFuture<Void>> writes = ids.stream()
                    .flatMap(id -> store.load(id).stream())
                    .map(stored -> writer.writeNow(JobText.read(stored).archivedNow(), () -> {}))
                    .toList();
            writes.forEach(Submission::await);
            archived += writes.size();
            ids = store.endedBefore(before, AT_ONCE);
        }
        return List.of(archived, (long) store.countEndedBefore(before));
    }
}
