package org.gatehouse.transfer.source;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.gatehouse.transfer.record.RecordException;
import org.gatehouse.transfer.record.TransferId;
import org.gatehouse.transfer.record.TransferRecord;
import org.gatehouse.transfer.record.TransferRecords;

/** The traffic of every transfer that has had any, and how those ended that are done. For any number of threads. */
final class OpenTransfers implements SourceTransfers, AutoCloseable {
    private static final long LOOK_MILLIS = 250;

    private final TransferRecords records;
    private final DoneMarks marks;
    private final Consumer<TransferId> forgetting;
    private final Map<TransferId, Traffic> traffic = new ConcurrentHashMap<>();
    private final ScheduledFuture<?> measuring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** {@code forgetting} does so with whatever else there is of a transfer. */
    OpenTransfers(
            TransferRecords records, DoneMarks marks, Consumer<TransferId> forgetting, ScheduledExecutorService timer) {
        this.records = records;
        this.marks = marks;
        this.forgetting = forgetting;
        this.measuring = timer.scheduleWithFixedDelay(this::measure, 1, 1, TimeUnit.SECONDS);
    }

    /** The traffic of a transfer; from now on it is counted. */
    Traffic of(TransferRecord record) {
        return traffic.computeIfAbsent(record.id(), id -> new Traffic(record));
    }

    boolean isDone(TransferId id) {
        return marks.find(id).isPresent();
    }

    /** Keeps how a transfer ended, unless that is known already, and ends what is under way. */
    void done(TransferRecord record, DoneMark mark) throws IOException {
        synchronized (of(record)) {
            if (!isDone(record.id())) {
                marks.put(record.id(), mark);
            }
        }
        of(record).close();
        tell();
    }

    @Override
    public Status status(TransferId id) {
        Traffic passed = traffic.get(id);
        Optional<DoneMark> mark = marks.find(id);
        Optional<TransferRecord> record = find(id);
        if (record.isEmpty() && mark.isEmpty()) {
            return Status.gone(id);
        }
        long size = record.map(TransferRecord::size).orElse(0L);
        long sent = passed == null ? 0 : passed.sent();
        double rate = passed == null ? 0 : passed.rate();
        boolean open = mark.isEmpty();
        return new Status(
                id,
                open ? Status.State.OPEN : Status.State.DONE,
                mark.flatMap(DoneMark::success),
                sent,
                size,
                mark.flatMap(DoneMark::sha256),
                mark.flatMap(DoneMark::message),
                passed == null ? 0 : passed.streams(),
                (long) rate,
                open && rate > 0 && sent < size
                        ? Optional.of(Duration.ofSeconds((long) ((size - sent) / rate)))
                        : Optional.empty());
    }

    private Optional<TransferRecord> find(TransferId id) {
        try {
            return records.find(id);
        } catch (RecordException e) {
            // It is there, but gives nothing out: whoever asks is told that it is gone.
            return Optional.empty();
        }
    }

    @Override
    public List<Status> await(Collection<TransferId> ids, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            List<Status> now = ids.stream().map(this::status).toList();
            long left = end - System.nanoTime();
            if (left <= 0 || now.stream().noneMatch(status -> status.state() == Status.State.OPEN)) {
                return now;
            }
            lock.lockInterruptibly();
            try {
                // A record that is removed tells nobody, so this looks by itself, too.
                var unused = changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void forget(TransferId id) {
        Traffic passed = traffic.remove(id);
        if (passed != null) {
            passed.close();
        }
        forgetting.accept(id);
        marks.remove(id);
        tell();
    }

    private void tell() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void measure() {
        long now = System.nanoTime();
        new ArrayList<>(traffic.values()).forEach(passed -> passed.measure(now));
    }

    @Override
    public void close() {
        measuring.cancel(false);
    }
}
