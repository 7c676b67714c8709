package org.gatehouse.feedback;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What one reader of one call has yet to be sent, spelled as the messages of a stream. Bounded: of each item's progress only
 * the latest waits, and when there is too much, the oldest progress goes first and the oldest log line next; the reader is told
 * how many went. The start and the result always arrive. Nothing here waits. Any thread may call; the messages are in order for
 * a reader who takes them one at a time.
 */
public final class FeedbackQueue {
    private static final int MOST_MESSAGES = 256;
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_ITEMS = 256;

    /** A message and the earliest time to send it. */
    private record Waiting(Message message, long due) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final long interval;
    private final LongSupplier clock;
    private final Map<String, Long> lastSent = new LinkedHashMap<>();
    private int bytes;
    private long dropped;
    private long sequence;
    private Message start;
    private Message result;
    private boolean ended;
    private boolean finished;

    /** A queue for a reader who wants this much time between two messages on the progress of the same item. */
    public FeedbackQueue(Duration interval) {
        this(interval, System::nanoTime);
    }

    FeedbackQueue(Duration interval, LongSupplier clock) {
        this.interval = interval.toNanos();
        this.clock = clock;
    }

    /** The first message: the call was taken. */
    public void start(String method, String call) {
        lock.lock();
        try {
            start = Message.start(Instant.now(), method, call);
        } finally {
            lock.unlock();
        }
    }

    /** News. Ignored once the result is there. */
    public void offer(Feedback feedback) {
        Message message = Message.of(feedback);
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (message.size() > Message.LONGEST) {
                dropped++;
                return;
            }
            long now = clock.getAsLong();
            if (message.isProgress()) {
                supersede(message.item(), now);
            }
            waiting.add(new Waiting(message, due(message, now)));
            bytes += message.size();
            while (waiting.size() > MOST_MESSAGES || bytes > MOST_BYTES) {
                dropOldest();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The last message: the call's answer, a JSON text that is passed on byte by byte. The first one counts. */
    public void finish(byte[] answer) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                result = Message.result(Instant.now(), answer);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next message that is due: its pieces, to be written one after the other, and the end of the message with them.
     * Empty if there is nothing to send now.
     */
    public List<ByteBuffer> poll() {
        lock.lock();
        try {
            Message next = next();
            return next == null ? List.of() : next.numbered(sequence++);
        } finally {
            lock.unlock();
        }
    }

    /** A sign of life, to be written now; for a reader who was sent everything. Empty after the result. */
    public List<ByteBuffer> heartbeat() {
        lock.lock();
        try {
            return finished ? List.of() : Message.heartbeat(Instant.now()).numbered(sequence++);
        } finally {
            lock.unlock();
        }
    }

    /** How long until {@link #poll} will have something, as far as is known: zero if it has already, empty if nothing waits. */
    public Optional<Duration> untilDue() {
        lock.lock();
        try {
            if (start != null || dropped > 0 || result != null) {
                return Optional.of(Duration.ZERO);
            }
            long now = clock.getAsLong();
            return waiting.stream()
                    .map(one -> Math.max(0, one.due() - now))
                    .min(Long::compare)
                    .map(Duration::ofNanos);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the result was taken, after which there will be no message. */
    public boolean isFinished() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }

    private Message next() {
        if (start != null) {
            Message first = start;
            start = null;
            return first;
        }
        if (dropped > 0) {
            Message announcement = Message.dropped(Instant.now(), dropped);
            dropped = 0;
            return announcement;
        }
        long now = clock.getAsLong();
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (ended || one.due() - now <= 0) {
                all.remove();
                bytes -= one.message().size();
                remember(one.message(), now);
                return one.message();
            }
        }
        if (result == null) {
            return null;
        }
        Message last = result;
        result = null;
        finished = true;
        return last;
    }

    private void remember(Message sent, long now) {
        if (sent.isProgress()) {
            lastSent.remove(sent.item());
            lastSent.put(sent.item(), now);
            if (lastSent.size() > MOST_ITEMS) {
                lastSent.remove(lastSent.keySet().iterator().next());
            }
        }
    }

    private long due(Message message, long now) {
        Long last = message.isProgress() ? lastSent.get(message.item()) : null;
        return last == null || last + interval - now <= 0 ? now : last + interval;
    }

    /**
     * Takes out the item's progress that waits. It counts as dropped if the reader should have had it long ago, and not if it
     * was merely held back for the interval's sake.
     */
    private void supersede(String item, long now) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (item.equals(one.message().item())) {
                all.remove();
                bytes -= one.message().size();
                dropped += now - one.due() >= interval ? 1 : 0;
                return;
            }
        }
    }

    private void dropOldest() {
        Waiting oldest = waiting.stream()
                .filter(one -> one.message().isProgress())
                .findFirst()
                .orElseGet(waiting::peek);
        waiting.remove(oldest);
        bytes -= oldest.message().size();
        dropped++;
    }
}
