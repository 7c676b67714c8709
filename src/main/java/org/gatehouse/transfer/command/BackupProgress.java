package org.gatehouse.transfer.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.gatehouse.feedback.Progress;
import org.gatehouse.feedback.ProgressDisplay;
import org.gatehouse.transfer.pull.PullProgress;
import org.gatehouse.transfer.pull.PullWatcher;

/** Shows how several disks that come at once go on, as one. For any number of threads. */
final class BackupProgress {
    /** How often a line is written where lines stay. */
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private final ProgressDisplay display;
    private final String instance;
    private final boolean terminal;
    private final long total;
    private final Map<Integer, PullProgress> disks = new TreeMap<>();
    private long last = System.nanoTime();

    BackupProgress(ProgressDisplay display, boolean terminal, String instance, long total) {
        this.display = display;
        this.terminal = terminal;
        this.instance = instance;
        this.total = total;
    }

    /** A watcher of one disk. */
    PullWatcher of(int disk) {
        return new PullWatcher() {
            @Override
            public void progress(PullProgress progress) {
                show(disk, progress);
            }

            @Override
            public void note(String text) {
                display.line("disk/" + disk + ": " + text);
            }
        };
    }

    private synchronized void show(int disk, PullProgress progress) {
        disks.put(disk, progress);
        long done = disks.values().stream().mapToLong(PullProgress::done).sum();
        double rate = disks.values().stream().mapToDouble(PullProgress::rate).sum();
        long now = System.nanoTime();
        if (!terminal && done < total && now - last < SELDOM.toNanos()) {
            return;
        }
        last = now;
        display.show(new Progress(
                Instant.now(),
                instance,
                "",
                "bytes",
                (double) done,
                OptionalDouble.of((double) total),
                OptionalDouble.of(rate),
                rate > 0 ? OptionalDouble.of((double) (total - done) / rate) : OptionalDouble.empty()));
    }
}
