package org.gatehouse.transfer.pull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How far a pull is and how fast it goes: the mean of the last seconds, so that neither a pause nor a burst says too much. For any
 * number of threads.
 */
final class RateMeter {
    private static final long WINDOW = 20_000_000_000L;
    private static final long STEP = 250_000_000L;
    private static final double NANOS = 1e9;

    private record Sample(long time, long received) {}

    private final long total;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long done;
    private long received;

    RateMeter(long total) {
        this.total = total;
        samples.add(new Sample(System.nanoTime(), 0));
    }

    /** This much of the disk is dealt with, or no more if negative, without having come. */
    synchronized void passed(long bytes) {
        done += bytes;
    }

    /** So many bytes of the disk came. */
    synchronized void received(long bytes) {
        done += bytes;
        received += bytes;
        sample(System.nanoTime());
    }

    private void sample(long now) {
        if (now - samples.getLast().time() >= STEP) {
            samples.add(new Sample(now, received));
        }
        while (samples.size() > 2 && now - samples.getFirst().time() > WINDOW) {
            samples.remove();
        }
    }

    synchronized long received() {
        return received;
    }

    synchronized PullProgress progress() {
        long now = System.nanoTime();
        sample(now);
        Sample first = samples.getFirst();
        double seconds = (now - first.time()) / NANOS;
        double rate = seconds <= 0 ? 0 : (received - first.received()) / seconds;
        long left = Math.max(0, total - done);
        OptionalDouble eta = rate > 0 ? OptionalDouble.of(left / rate) : OptionalDouble.empty();
        return new PullProgress(Math.min(total, done), total, rate, left == 0 ? OptionalDouble.of(0) : eta);
    }
}
