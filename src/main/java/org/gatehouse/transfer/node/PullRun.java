package org.gatehouse.transfer.node;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gatehouse.transfer.pull.PullException;

/**
 * All disks of one order, two at a time. The first that fails stops the others, since an import that lacks a disk is none.
 * The run may be stopped by another thread.
 */
final class PullRun {
    private static final Logger LOG = System.getLogger(PullRun.class.getName());
    private static final long TICK_MILLIS = 500;

    private final List<DiskPull> disks;
    private final List<Integer> indexes;
    private final Semaphore places;
    private final ConcurrentLinkedQueue<Integer> waiting = new ConcurrentLinkedQueue<>();
    private final Map<Integer, PulledDisk> pulled = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Set<Thread> workers = new HashSet<>();
    private String failure;
    private boolean abandoned;

    /** {@code places} are what all runs of the node share. */
    PullRun(List<DiskPull> disks, List<Integer> indexes, Semaphore places) {
        this.disks = disks;
        this.indexes = indexes;
        this.places = places;
        for (int i = 0; i < disks.size(); i++) {
            waiting.add(i);
        }
    }

    /** Pulls, on this thread and another; fails with a message for the caller, having told the sources so. */
    Object run(Teller teller, Executor threads) throws IOException, InterruptedException {
        try {
            CompletableFuture<Void> other = help(teller, threads);
            work(teller);
            await(other);
            Optional<String> reason = reason();
            if (reason.isPresent()) {
                tellSources(reason.get());
                throw new IOException(reason.get());
            }
            return pulled.entrySet().stream()
                    .map(entry -> entry.getValue().toJson(indexes.get(entry.getKey())))
                    .toList();
        } finally {
            over.complete(null);
        }
    }

    /** Stops it, for a reason that its caller is told. */
    void stop(String reason) {
        synchronized (workers) {
            if (failure == null) {
                failure = reason;
            }
            workers.forEach(Thread::interrupt);
        }
    }

    /** Stops it without a word to the sources: it will go on later. */
    void abandon() {
        synchronized (workers) {
            abandoned = true;
        }
        stop("the node was shut down");
    }

    /** Waits until it has ended, but not for longer than this. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        try {
            over.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private CompletableFuture<Void> help(Teller teller, Executor threads) {
        try {
            return disks.size() < 2
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.runAsync(() -> work(teller), threads);
        } catch (RejectedExecutionException e) {
            // It only takes longer.
            return CompletableFuture.completedFuture(null);
        }
    }

    private static void await(CompletableFuture<Void> other) throws InterruptedException {
        try {
            other.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pull failed unforeseen", e.getCause());
        }
    }

    /** Why it failed, if it did; an abandoned one has no outcome. */
    private Optional<String> reason() throws InterruptedException {
        synchronized (workers) {
            if (abandoned) {
                throw new InterruptedException();
            }
            return Optional.ofNullable(failure);
        }
    }

    private void work(Teller teller) {
        if (!enter()) {
            return;
        }
        try {
            for (Integer next = waiting.poll(); next != null && !stopped(); next = waiting.poll()) {
                pull(next, teller);
            }
        } catch (InterruptedException e) {
            stop("cancelled");
        } finally {
            leave();
        }
    }

    private void pull(int number, Teller teller) throws InterruptedException {
        String item = Teller.item(indexes.get(number));
        boolean place = false;
        try {
            while (!place) {
                place = places.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
            }
            pulled.put(number, disks.get(number).run(teller));
        } catch (PullException e) {
            stop(item + ": " + e.getMessage());
        } catch (IOException e) {
            stop(item + ": " + TransferNodeCalls.text(e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a pull failed unforeseen", e);
            stop(item + ": unforeseen: " + e);
        } finally {
            if (place) {
                places.release();
            }
        }
    }

    private boolean stopped() {
        synchronized (workers) {
            return failure != null;
        }
    }

    private boolean enter() {
        synchronized (workers) {
            return failure == null && workers.add(Thread.currentThread());
        }
    }

    /** An interrupt that was meant for this run must not reach what its thread does next. */
    private void leave() {
        synchronized (workers) {
            workers.remove(Thread.currentThread());
            boolean meant = Thread.interrupted();
            if (meant) {
                LOG.log(Level.DEBUG, "a pull was interrupted at its end");
            }
        }
    }

    /** Another {@link #stop} ends the tries. */
    private void tellSources(String reason) throws InterruptedException {
        synchronized (workers) {
            workers.add(Thread.currentThread());
        }
        try {
            for (DiskPull disk : disks) {
                disk.giveUp(reason);
            }
        } catch (PullException | IOException e) {
            // The others' source is the same, as a rule.
            LOG.log(Level.DEBUG, "the source was not told that the pull failed", e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the source was not told that the pull failed", e);
            reason();
        } finally {
            leave();
        }
    }
}
