package org.gatehouse.transfer.node;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallListener;
import org.gatehouse.feedback.Feedback;
import org.gatehouse.feedback.LogLine;
import org.gatehouse.feedback.Progress;
import org.gatehouse.http.Json;

/** Tells the listener of one call what becomes of it, one thing after the other and nothing after the end. For any number of threads. */
final class Teller {
    private final NodeCallListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean over;

    Teller(NodeCallListener listener) {
        this.listener = listener;
    }

    void started() {
        lock.lock();
        try {
            listener.started();
        } finally {
            lock.unlock();
        }
    }

    /** How much of a disk is done, in bytes. */
    void progress(int disk, String phase, long done, long total, double rate, OptionalDouble left) {
        OptionalDouble known = rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty();
        tell(new Progress(
                now(), item(disk), phase, "bytes", (double) done, OptionalDouble.of((double) total), known, left));
    }

    void note(int disk, String text) {
        tell(new LogLine(now(), "message", item(disk) + ": " + text));
    }

    static String item(int disk) {
        return "disk/" + disk;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private void tell(Feedback feedback) {
        lock.lock();
        try {
            if (!over) {
                listener.told(feedback);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The node's answer. */
    void ended(boolean success, Object payload) {
        byte[] answer = Json.bytes(Arrays.asList(success, payload));
        end(() -> listener.ended(answer));
    }

    void failed(NodeCallException cause) {
        end(() -> listener.failed(cause));
    }

    private void end(Runnable last) {
        lock.lock();
        try {
            if (!over) {
                over = true;
                last.run();
            }
        } finally {
            lock.unlock();
        }
    }
}
