package org.gatehouse.transfer.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.gatehouse.cluster.TargetDisks;
import org.gatehouse.transfer.identity.PrivateFiles;

/** The pulls of a node, each under the name of its import, one at a time for a name. For any number of threads. */
final class Pulls implements AutoCloseable {
    private static final int DISKS_AT_ONCE = 4;
    private static final long END_SECONDS = 20;

    /** No certificate of an import is good for so long. */
    private static final Duration STALE = Duration.ofDays(8);

    private final ImportKeys keys;
    private final NodePem node;
    private final TargetDisks targets;
    private final Path directory;
    private final Semaphore places = new Semaphore(DISKS_AT_ONCE, true);
    private final Map<String, PullRun> running = new ConcurrentHashMap<>();

    /** {@code directory} is where journals are kept. */
    Pulls(ImportKeys keys, NodePem node, TargetDisks targets, Path directory) {
        this.keys = keys;
        this.node = node;
        this.targets = targets;
        this.directory = directory;
    }

    /** Pulls what the arguments order, on this thread and one of {@code threads}. */
    Object pull(Arguments arguments, Teller teller, Executor threads) throws IOException, InterruptedException {
        PullOrder order = PullOrder.of(arguments);
        Path own = directory.resolve(order.name());
        PullRun run = new PullRun(
                order.disks().stream()
                        .map(disk -> new DiskPull(order, disk, keys, node, targets, own))
                        .toList(),
                order.disks().stream().map(PullOrder.Disk::index).toList(),
                places);
        if (running.putIfAbsent(order.name(), run) != null) {
            throw new IOException("a pull of the name " + order.name() + " is under way");
        }
        try {
            PrivateFiles.makeDirectory(own);
            Object result = run.run(teller, threads);
            keys.destroy(order.name());
            return result;
        } finally {
            running.remove(order.name(), run);
        }
    }

    /** Stops a pull, if it runs. */
    void cancel(String name) {
        PullRun run = running.get(name);
        if (run != null) {
            run.stop("cancelled");
        }
    }

    /** Stops a pull and forgets it, with its key. */
    void clean(String name) throws IOException, InterruptedException {
        PullRun run = running.get(name);
        if (run != null) {
            run.stop("cancelled");
            if (!run.awaitEnd(END_SECONDS)) {
                // It still tries to reach its sources.
                run.stop("cancelled");
            }
            if (!run.awaitEnd(END_SECONDS)) {
                throw new IOException("the pull " + name + " does not stop");
            }
        }
        keys.destroy(name);
        delete(directory.resolve(name));
    }

    /** Forgets what nobody has cleaned up. */
    void cleanStale(Instant now) throws IOException, InterruptedException {
        for (String name : keys.olderThan(now.minus(STALE))) {
            if (!running.containsKey(name)) {
                clean(name);
            }
        }
        for (Path old : list(directory)) {
            String name = old.getFileName().toString();
            if (!running.containsKey(name)
                    && Files.getLastModifiedTime(old).toInstant().isBefore(now.minus(STALE))) {
                clean(name);
            }
        }
    }

    private static void delete(Path own) throws IOException {
        for (Path file : list(own)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(own);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Stops them all; each goes on where it was when it is ordered again. */
    @Override
    public void close() {
        running.values().forEach(PullRun::abandon);
    }
}
