package org.gatehouse.embedded.queue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The one thread that writes jobs. What comes in while a write is under way is written together by the next one, so that any
 * number of submitters share its cost.
 */
final class JobWriter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JobWriter.class.getName());
    private static final long CLOSING_MILLIS = 10_000;

    private final JobStore store;
    private final Runnable afterwards;
    private final Thread thread;
    private Map<Long, Entry> waiting = new LinkedHashMap<>();
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
        private final List<CompletableFuture<Void>> told = new ArrayList<>();
    }

    /** Writes the row some time soon. */
    synchronized void later(JobRow row) {
        if (!closed) {
            enter(row);
        }
    }

    /** Writes the row; done when it is on disk. */
    CompletableFuture<Void> write(JobRow row) {
        return write(row, () -> {});
    }

    /**
     * Writes the row; done when it is on disk and {@code then} has run. That runs on the writer's thread, in the order in which
     * rows came in, and must return at once.
     */
    synchronized CompletableFuture<Void> write(JobRow row, Runnable then) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        // Before the writer can see it, lest it be on disk already and the caller's thread do this at any time.
        CompletableFuture<Void> all = done.thenRun(then);
        if (closed) {
            done.completeExceptionally(new IllegalStateException("the job queue is closed"));
        } else {
            enter(row).told.add(done);
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
            wait();
        }
        Map<Long, Entry> batch = waiting;
        waiting = new LinkedHashMap<>();
        return batch;
    }

    private void write(Map<Long, Entry> batch) {
        try {
            store.write(batch.values().stream()
                    .map(entry -> JobText.write(entry.row))
                    .toList());
            batch.values().forEach(entry -> entry.told.forEach(told -> told.complete(null)));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "cannot write jobs", e);
            batch.values().forEach(entry -> entry.told.forEach(told -> told.completeExceptionally(e)));
        }
        afterwards.run();
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
