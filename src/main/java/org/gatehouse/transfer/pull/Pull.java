package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One disk's pull. One thread finds out what there is to fetch, several fetch it; the first failure of any ends all.
 */
final class Pull {
    private static final int MOST_NOTES = 100;

    /** How many runs wait to be fetched before the list of blocks is left alone for a while. */
    private static final int MOST_RUNS = 16_384;

    private final PullSource source;
    private final PullOptions options;
    private final PullTimes times;
    private final Courier courier;
    private final Executor executor;
    private final Storage storage;
    private final Stopper stopper = new Stopper();
    private final Runs runs = new Runs(MOST_RUNS);
    private final Patience patience;
    private final RateMeter meter;
    private final Queue<String> notes = new ArrayBlockingQueue<>(MOST_NOTES);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<CompletableFuture<Void>> workers = new ArrayList<>();
    private volatile boolean streaming;
    private DiskState disk;
    private boolean sparse;
    private boolean digested = true;

    Pull(PullSource source, PullOptions options, PullTimes times, Courier courier, Executor executor, Storage storage) {
        this.source = source;
        this.options = options;
        this.times = times;
        this.courier = courier;
        this.executor = executor;
        this.storage = storage;
        this.patience = new Patience(options.patience(), source.size());
        this.meter = new RateMeter(source.size());
        this.streaming = options.coded();
    }

    /** Does it all; does not return before every thread has ended. */
    PullResult run() throws PullException, InterruptedException {
        try {
            Optional<String> sha256 = Optional.empty();
            Optional<Manifest> manifest = openManifest();
            if (manifest.isPresent()) {
                byBlocks(manifest.get());
            } else {
                sha256 = Optional.of(new WholeDisk(this, source, courier, stopper).fetch());
            }
            storage.sync();
            return new PullResult(source.size(), meter.received(), sha256);
        } catch (PullException | RuntimeException e) {
            fail(e);
            awaitWorkers();
            throw rethrown();
        } finally {
            stop();
            awaitWorkers();
        }
    }

    private void byBlocks(Manifest manifest) throws PullException, InterruptedException {
        try (manifest) {
            begin(manifest.disk(), manifest.blockSize());
            sparse = !storage.dirty();
            digested = manifest.isDigested();
            startWorkers();
            new Planner(this, manifest).plan();
        }
        finishWorkers();
    }

    /** Opens the list of blocks; empty if the source has none. */
    private Optional<Manifest> openManifest() throws PullException, InterruptedException {
        Retries retries = retries();
        while (true) {
            try {
                return openManifest(source.blocks(0), 0);
            } catch (IOException e) {
                retries.pause(e);
            }
        }
    }

    /** Tries once to open a list of blocks, which begins at this offset; empty if the source has none. */
    Optional<Manifest> openManifest(URI address, long from) throws IOException, PullException, InterruptedException {
        Courier.Request request = Courier.get(address).with("Accept-Encoding", "identity");
        Courier.Answer answer = courier.send(request, stopper);
        boolean kept = false;
        try {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            if (answer.status() != 200) {
                throw courier.failure(answer);
            }
            Manifest manifest = new Manifest(answer, patience, from);
            kept = true;
            return Optional.of(manifest);
        } finally {
            if (!kept) {
                answer.close();
            }
        }
    }

    /** Settles which disk it is, and binds the target's journal to it. */
    void begin(DiskState state, int blockSize) throws PullException {
        state.checkSize(source.size());
        disk = state;
        storage.bind(state.tag(), state.size(), blockSize);
    }

    /** Allows zeros not to be written. */
    void allowSparse(boolean allowed) {
        sparse = allowed;
    }

    void startWorkers() {
        for (int i = 0; i < options.connections(); i++) {
            boolean first = i == 0;
            workers.add(CompletableFuture.runAsync(() -> work(first), executor));
        }
    }

    private void work(boolean first) {
        try {
            new Worker(this, first).work();
        } catch (PullException | RuntimeException | OutOfMemoryError e) {
            fail(e);
        } catch (InterruptedException e) {
            fail(new PullException(PullException.Kind.CANCELLED, "cancelled", e));
        }
    }

    /** All is planned: waits until it is done. */
    void finishWorkers() throws PullException {
        runs.complete();
        awaitWorkers();
        if (failure.get() != null) {
            throw rethrown();
        }
        stopIfStopped();
    }

    private void awaitWorkers() {
        CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
    }

    private PullException rethrown() {
        Throwable cause = failure.get();
        if (cause instanceof PullException known) {
            return known;
        }
        if (cause instanceof RuntimeException unforeseen) {
            throw unforeseen;
        }
        throw new IllegalStateException("a thread of a pull failed", cause);
    }

    void stopIfStopped() throws PullException {
        if (stopper.stopped()) {
            throw failure.get() == null
                    ? new PullException(PullException.Kind.CANCELLED, "cancelled", null)
                    : rethrown();
        }
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        stop();
    }

    /** Stops everything. Any thread may call. */
    void cancel() {
        fail(new PullException(PullException.Kind.CANCELLED, "cancelled", null));
    }

    /** Cuts what a source keeps open without progress; whoever reads it finds that no patience is left. */
    void enforcePatience() {
        if (patience.isOver()) {
            stopper.cut();
        }
    }

    private void stop() {
        stopper.stop();
        runs.stop();
    }

    /** From now on the disk comes as one stream. */
    void refused() {
        if (!streaming) {
            note("the source gives no ranges, taking the disk in one stream");
        }
        streaming = true;
    }

    boolean streaming() {
        return streaming;
    }

    Fetcher fetcher(ByteBuffer buffer) {
        return streaming
                ? new StreamFetcher(courier, source.contents(), disk, options.codings(), stopper, buffer)
                : new RangeFetcher(courier, source.contents(), disk, stopper, buffer);
    }

    Retries retries() {
        return new Retries(times, patience, stopper, this::note);
    }

    /** Something for the watcher; dropped if too many wait. */
    void note(String text) {
        synchronized (notes) {
            if (!notes.contains(text)) {
                notes.offer(text);
            }
        }
    }

    /** The next note, if there is one. */
    Optional<String> nextNote() {
        synchronized (notes) {
            return Optional.ofNullable(notes.poll());
        }
    }

    Runs runs() {
        return runs;
    }

    Storage storage() {
        return storage;
    }

    RateMeter meter() {
        return meter;
    }

    DiskState disk() {
        return disk;
    }

    Patience patience() {
        return patience;
    }

    PullSource source() {
        return source;
    }

    /** Whether all is known of the blocks' digests that there is to know before they come. */
    boolean digested() {
        return digested;
    }

    /** Whether zeros need not be written. */
    boolean sparse() {
        return sparse;
    }
}
