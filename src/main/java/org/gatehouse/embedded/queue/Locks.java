package org.gatehouse.embedded.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who holds which lock and who waits. An opcode takes all its locks at once, when all are free and nobody before it in the
 * line wants one of them. So nobody who holds locks waits for more, and nobody is overtaken but by those of a higher
 * priority.
 */
final class Locks {
    private final ReentrantLock guard = new ReentrantLock();
    private final TreeSet<Ticket> line = new TreeSet<>(
            Comparator.comparingInt((Ticket ticket) -> ticket.priority).thenComparingLong(ticket -> ticket.place));
    private final Map<String, Holders> held = new HashMap<>();
    private long lastPlace;

    /** A place in the line, and the locks once it has come to the front. For one thread at a time, but for {@link #wake}. */
    final class Ticket {
        private final long job;
        private final long place;
        private final Condition turn = guard.newCondition();
        private int priority;
        private Set<LockRequest> wanted;
        private boolean holds;
        private boolean woken;

        private Ticket(long job, long place, int priority) {
            this.job = job;
            this.place = place;
            this.priority = priority;
        }

        /** Says, or says anew, what the locks are. Those held are given back, the place in the line stays. */
        void want(Set<LockRequest> locks) {
            guard.lock();
            try {
                leave();
                wanted = Set.copyOf(locks);
                line.add(this);
                serve();
            } finally {
                guard.unlock();
            }
        }

        /** Waits for the locks; false if they were not to be had in time, or somebody called {@link #wake}. */
        boolean await(Duration limit) throws InterruptedException {
            guard.lock();
            try {
                long left = limit.toNanos();
                while (!holds && !woken && left > 0) {
                    left = turn.awaitNanos(left);
                }
                return holds;
            } finally {
                guard.unlock();
            }
        }

        void priority(int other) {
            guard.lock();
            try {
                boolean waits = line.remove(this);
                priority = other;
                if (waits) {
                    line.add(this);
                    serve();
                }
            } finally {
                guard.unlock();
            }
        }

        /** Ends {@link #await}, now or when it is next called. */
        void wake() {
            guard.lock();
            try {
                woken = true;
                turn.signalAll();
            } finally {
                guard.unlock();
            }
        }

        /** Gives back the locks or the place in the line. */
        void release() {
            guard.lock();
            try {
                leave();
                serve();
            } finally {
                guard.unlock();
            }
        }

        private void leave() {
            line.remove(this);
            if (holds) {
                holds = false;
                wanted.forEach(lock -> held.computeIfPresent(lock.name(), (name, holders) -> holders.without(job)));
            }
        }
    }

    private record Holders(boolean exclusive, List<Long> jobs) {
        Holders with(long job) {
            List<Long> more = new ArrayList<>(jobs);
            more.add(job);
            return new Holders(exclusive, more);
        }

        Holders without(long job) {
            List<Long> fewer = new ArrayList<>(jobs);
            fewer.remove(job);
            return fewer.isEmpty() ? null : new Holders(exclusive, fewer);
        }
    }

    /** Takes a place in the line. Until its owner has said what it wants, nobody behind it is served. */
    Ticket ticket(long job, int priority) {
        guard.lock();
        try {
            lastPlace++;
            Ticket ticket = new Ticket(job, lastPlace, priority);
            line.add(ticket);
            return ticket;
        } finally {
            guard.unlock();
        }
    }

    /** All locks that somebody holds or waits for, by name. */
    List<LockState> states() {
        guard.lock();
        try {
            Map<String, LockState> states = new TreeMap<>();
            held.forEach((name, holders) ->
                    states.put(name, new LockState(name, holders.exclusive(), holders.jobs(), List.of())));
            for (Ticket ticket : line) {
                for (LockRequest lock : ticket.wanted == null ? Set.<LockRequest>of() : ticket.wanted) {
                    states.compute(
                            lock.name(),
                            (name, state) -> (state == null ? new LockState(name, false, List.of(), List.of()) : state)
                                    .waiting(ticket.job, lock.exclusive()));
                }
            }
            return List.copyOf(states.values());
        } finally {
            guard.unlock();
        }
    }

    private void serve() {
        Set<String> claimed = new HashSet<>();
        Set<String> claimedAlone = new HashSet<>();
        List<Ticket> served = new ArrayList<>();
        for (Ticket ticket : line) {
            if (ticket.wanted == null) {
                break;
            }
            boolean free = ticket.wanted.stream()
                    .allMatch(
                            lock -> isFree(lock) && !(lock.exclusive() ? claimed : claimedAlone).contains(lock.name()));
            if (free) {
                ticket.wanted.forEach(lock -> take(lock, ticket.job));
                ticket.holds = true;
                ticket.turn.signalAll();
                served.add(ticket);
            } else {
                for (LockRequest lock : ticket.wanted) {
                    claimed.add(lock.name());
                    if (lock.exclusive()) {
                        claimedAlone.add(lock.name());
                    }
                }
            }
        }
        served.forEach(line::remove);
    }

    private boolean isFree(LockRequest lock) {
        Holders holders = held.get(lock.name());
        return holders == null || !(lock.exclusive() || holders.exclusive());
    }

    private void take(LockRequest lock, long job) {
        held.compute(
                lock.name(),
                (name, holders) -> holders == null ? new Holders(lock.exclusive(), List.of(job)) : holders.with(job));
    }
}
