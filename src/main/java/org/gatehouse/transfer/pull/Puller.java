package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.gatehouse.http.Json;

/**
 * Pulls disks from sources that know it by one identity. It owns its threads and connections. Any number of threads may pull at
 * once, each its own disk.
 */
public final class Puller implements AutoCloseable {
    private static final int DONE_TRIES = 5;

    private final PullOptions options;
    private final PullTimes times;
    private final ExecutorService executor;
    private final Courier courier;
    private final Set<Pull> pulls = ConcurrentHashMap.newKeySet();
    private final Stopper stopper = new Stopper();

    /** A puller that shows itself to the source as this context does. */
    public Puller(SSLContext tls, PullOptions options) {
        this(tls, options, PullTimes.USUAL);
    }

    Puller(SSLContext tls, PullOptions options, PullTimes times) {
        this.options = options;
        this.times = times;
        AtomicInteger count = new AtomicInteger();
        // Bounded by the pulls: a few threads for each, and fewer for the connections.
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "pull-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.courier = new Courier(tls, options, times, executor);
    }

    /**
     * Fetches a disk. Returns when every byte is on the target, verified by reading it back, and synced. An interrupt stops it; what
     * is in the journal stays. The target, the journal and the watcher remain the caller's, and nobody uses them afterwards.
     */
    public PullResult pull(PullSource source, PullTarget target, PullJournal journal, PullWatcher watcher)
            throws PullException, InterruptedException {
        Pull pull = new Pull(source, options, times, courier, executor, new Storage(target, journal));
        pulls.add(pull);
        try {
            if (stopper.stopped()) {
                throw new PullException(PullException.Kind.CANCELLED, "cancelled", null);
            }
            return await(start(pull), pull, watcher);
        } finally {
            pulls.remove(pull);
        }
    }

    private CompletableFuture<PullResult> start(Pull pull) {
        CompletableFuture<PullResult> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(pull.run());
            } catch (PullException | InterruptedException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private PullResult await(CompletableFuture<PullResult> coming, Pull pull, PullWatcher watcher)
            throws PullException, InterruptedException {
        try {
            while (true) {
                try {
                    PullResult result = coming.get(times.tick().toMillis(), TimeUnit.MILLISECONDS);
                    tell(pull, watcher);
                    return result;
                } catch (TimeoutException e) {
                    pull.enforcePatience();
                    tell(pull, watcher);
                }
            }
        } catch (ExecutionException e) {
            tell(pull, watcher);
            if (e.getCause() instanceof PullException failure) {
                throw failure;
            }
            throw new IllegalStateException("a pull failed unforeseen", e.getCause());
        } finally {
            // After an interrupt, or if the watcher fails: the target must not be written to once we are gone.
            if (!coming.isDone()) {
                pull.cancel();
                settle(coming);
            }
        }
    }

    private static void settle(CompletableFuture<PullResult> coming) {
        try {
            coming.join();
        } catch (CompletionException e) {
            System.getLogger(Puller.class.getName()).log(System.Logger.Level.DEBUG, "a pull was stopped", e);
        }
    }

    private static void tell(Pull pull, PullWatcher watcher) {
        watcher.progress(pull.meter().progress());
        for (var note = pull.nextNote(); note.isPresent(); note = pull.nextNote()) {
            watcher.note(note.get());
        }
    }

    /** Tells the source how it ended; tries for a short time only. */
    public void done(PullSource source, PullOutcome outcome) throws PullException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", outcome.success());
        body.put("bytes", outcome.bytes());
        outcome.sha256().ifPresent(sha256 -> body.put("sha256", sha256));
        outcome.message().ifPresent(message -> body.put("message", message));
        Courier.Request request = Courier.post(source.done(), Json.bytes(body));
        Retries retries = new Retries(times, new Patience(options.patience(), 0), stopper, note -> {});
        for (int tries = 1; ; tries++) {
            try {
                courier.success(request, stopper).close();
                return;
            } catch (IOException e) {
                if (tries == DONE_TRIES) {
                    throw new PullException(
                            PullException.Kind.PATIENCE,
                            "the source cannot be told that it is done: " + Failures.text(e),
                            e);
                }
                retries.pause(e);
            }
        }
    }

    /** Stops the pulls that are under way, which fail, and lets go of everything. */
    @Override
    public void close() {
        stopper.stop();
        pulls.forEach(Pull::cancel);
        executor.shutdown();
        courier.close();
    }
}
