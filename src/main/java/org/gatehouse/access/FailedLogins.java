package org.gatehouse.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts wrong passwords for a user name from one {@link Network}, and says how long the next attempt has to wait. Other names from
 * there, and the same name from elsewhere, do not wait. A failure counts for a minute. Whether a password that waits is right
 * makes no difference to the time. The tables are bounded; names that have failed once or twice cannot displace one that is
 * delayed. Safe for any number of threads.
 */
public final class FailedLogins {
    private static final long WINDOW = Duration.ofMinutes(1).toNanos();
    /** This many failures within a minute are free. */
    private static final int FREE = 10;

    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final int MOST_FAILURES = FREE + 4;
    private static final int MOST_NAMES = 4096;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_WAITING_FOR_NAME = 8;
    private static final int MOST_WAITING = 256;
    private static final Attempt AT_ONCE = new Attempt(Duration.ZERO, false, () -> {});
    private static final Attempt REFUSED = new Attempt(LONGEST_DELAY, true, () -> {});

    private final LongSupplier nanos;
    private final Map<Key, Failures> few = new Recent();
    private final Map<Key, Failures> many = new Recent();
    private int waiting;

    /**
     * An attempt to log in.
     *
     * @param delay after which the password may be checked
     * @param isRefused whether so many wait already that this one is not to be checked at all
     */
    record Attempt(Duration delay, boolean isRefused, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    private record Key(String network, String name) {
        static Key of(String address, String name) {
            // Names are up to as long as headers may be; the end of such a one makes no difference.
            String start = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
            return new Key(Network.of(address).text(), start);
        }
    }

    /** The latest failures of one name from one network, in a ring. */
    private static final class Failures {
        private final long[] times = new long[MOST_FAILURES];
        private int count;
        private int waiting;

        void add(long now) {
            times[count++ % MOST_FAILURES] = now;
        }

        int within(long window, long now) {
            int found = 0;
            for (int i = 0; i < Math.min(count, MOST_FAILURES); i++) {
                if (now - times[i] < window) {
                    found++;
                }
            }
            return found;
        }
    }

    /** The least recently used go first. */
    private static final class Recent extends LinkedHashMap<Key, Failures> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
            return size() > MOST_NAMES;
        }
    }

    /** Nothing has failed yet. */
    public FailedLogins() {
        this(System::nanoTime);
    }

    FailedLogins(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A password was wrong. */
    synchronized void add(String address, String name) {
        Key key = Key.of(address, name);
        long now = nanos.getAsLong();
        Failures failures = many.get(key);
        if (failures == null) {
            failures = few.computeIfAbsent(key, unknown -> new Failures());
        }
        failures.add(now);
        if (failures.within(WINDOW, now) >= FREE && few.remove(key) != null) {
            many.put(key, failures);
        }
    }

    /** What becomes of the next attempt: with almost every name it is checked at once. One that waits is to be closed afterwards. */
    synchronized Attempt begin(String address, String name) {
        Key key = Key.of(address, name);
        Failures failures = many.isEmpty() ? null : many.get(key);
        if (failures == null) {
            return AT_ONCE;
        }
        int recent = failures.within(WINDOW, nanos.getAsLong());
        if (recent < FREE) {
            many.remove(key);
            few.put(key, failures);
            return AT_ONCE;
        }
        if (waiting >= MOST_WAITING || failures.waiting >= MOST_WAITING_FOR_NAME) {
            return REFUSED;
        }
        waiting++;
        failures.waiting++;
        Duration delay = FIRST_DELAY.multipliedBy(1L << (recent - FREE));
        return new Attempt(
                delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY, false, () -> endWaiting(failures));
    }

    private synchronized void endWaiting(Failures failures) {
        waiting--;
        failures.waiting--;
    }
}
