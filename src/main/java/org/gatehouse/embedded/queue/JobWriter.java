package org.gatehouse.embedded.queue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.cluster.ClusterException;

/**
 * The one thread that writes jobs. What comes in while a write is under way is written together by the next one, so that any
 * number of submitters share its cost. What a store refuses at present, as on a full disk, is tried again each second, unless whoever
 * asked wants to hear of it at once.
 */
final class JobWriter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JobWriter.class.getName());
    private static final long CLOSING_MILLIS = 10_000;
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final JobStore store;
    private final Runnable afterwards;
    private final Thread thread;
    private Map<Long, Entry> waiting = new LinkedHashMap<>();
    /** What was refused and comes with the next write, which is due then at the latest. */
    private final Map<Long, Entry> refused = new LinkedHashMap<>();

    private long due;
    private boolean closed;

    /** Writes to the store; {@code afterwards} runs after each write, when all who waited for it have heard of it. */
    JobWriter(JobStore store, Runnable afterwards) {
        this.store = store;
        this.afterwards = afterwards;
        this.thread = new Thread(this::work, "gatehouse-job-writer");
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Entry {
        private JobRow row;
        /** Whether it is written sooner or later. */
        private boolean patient;

        private final List<CompletableFuture<Void>> told = new ArrayList<>();
        private final List<CompletableFuture<Void>> toldAtOnce = new ArrayList<>();

        void complete() {
            told.forEach(each -> each.complete(null));
            toldAtOnce.forEach(each -> each.complete(null));
        }

        void fail(RuntimeException e) {
            told.forEach(each -> each.completeExceptionally(e));
            toldAtOnce.forEach(each -> each.completeExceptionally(e));
        }
    }

    /** Writes the row some time soon. */
    synchronized void later(JobRow row) {
        if (!closed) {
            enter(row).patient = true;
        }
    }

    /** Writes the row; done when it is on disk, however long the store refuses it. */
    CompletableFuture<Void> write(JobRow row) {
        return write(row, () -> {});
    }

    /** The same; done when {@code then} has run, too, as in {@link #writeNow}. */
    CompletableFuture<Void> write(JobRow row, Runnable then) {
        return write(row, then, true);
    }

    /**
     * Writes the row; done when it is on disk and {@code then} has run, or the store has refused it. That runs on the writer's thread, in
     * the order in which rows came in, and must return at once.
     */
    CompletableFuture<Void> writeNow(JobRow row, Runnable then) {
        return write(row, then, false);
    }

    private synchronized CompletableFuture<Void> write(JobRow row, Runnable then, boolean patient) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        // Before the writer can see it, lest it be on disk already and the caller's thread do this at any time.
        CompletableFuture<Void> all = done.thenRun(then);
        if (closed) {
            done.completeExceptionally(new IllegalStateException("the job queue is closed"));
        } else {
            Entry entry = enter(row);
            entry.patient |= patient;
            (patient ? entry.told : entry.toldAtOnce).add(done);
        }
        return all;
    }

    private Entry enter(JobRow row) {
        Entry entry = waiting.computeIfAbsent(row.id(), id -> new Entry());
        entry.row = row;
        notifyAll();
        return entry;
    }

    private void work() {
        try {
            for (Map<Long, Entry> batch = next(); !batch.isEmpty(); batch = next()) {
                write(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Map<Long, Entry> next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            long nanos = due - System.nanoTime();
            if (refused.isEmpty()) {
                wait();
            } else if (nanos > 0) {
                wait(nanos / 1_000_000 + 1);
            } else {
                break;
            }
        }
        Map<Long, Entry> batch = new LinkedHashMap<>(refused);
        refused.clear();
        waiting.forEach((id, entry) -> batch.merge(id, entry, JobWriter::merged));
        waiting = new LinkedHashMap<>();
        return batch;
    }

    private static Entry merged(Entry before, Entry newer) {
        newer.patient |= before.patient;
        newer.told.addAll(before.told);
        newer.toldAtOnce.addAll(before.toldAtOnce);
        return newer;
    }

    private void write(Map<Long, Entry> batch) {
        try {
            store.write(batch.values().stream()
                    .map(entry -> JobText.write(entry.row))
                    .toList());
            batch.values().forEach(Entry::complete);
        } catch (ClusterException e) {
            refused(batch, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "cannot write jobs", e);
            batch.values().forEach(entry -> entry.fail(e));
        }
        afterwards.run();
    }

    /** The store says so in the log. */
    private void refused(Map<Long, Entry> batch, ClusterException e) {
        boolean last;
        synchronized (this) {
            last = closed;
            due = System.nanoTime() + PAUSE_NANOS;
            if (!last) {
                batch.forEach((id, entry) -> {
                    if (entry.patient) {
                        refused.put(id, entry);
                    }
                });
            }
        }
        batch.values().forEach(entry -> {
            if (last || !entry.patient) {
                entry.fail(e);
            }
            entry.toldAtOnce.forEach(told -> told.completeExceptionally(e));
            entry.toldAtOnce.clear();
        });
    }

    /** Writes what has come in and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
