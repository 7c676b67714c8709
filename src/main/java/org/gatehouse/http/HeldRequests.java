package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests of one kind that are held open without a thread. Each takes the memory of its connection, so that all together may take a part
 * of the heap. For any number of threads.
 */
final class HeldRequests {
    /**
     * Set by a container whose requests take more memory than {@link #USUAL_MEMORY}: an {@link Integer}, the bytes of heap that a request
     * takes with its connection while it waits.
     */
    static final String MEMORY = "org.gatehouse.memory";

    /** What a request takes at most in other containers. */
    private static final int USUAL_MEMORY = 40 << 10;

    private final long most;
    private final AtomicLong memory = new AtomicLong();
    private final Map<Held, Integer> held = new ConcurrentHashMap<>();

    /** One of the requests. */
    interface Held {
        /** The one with the lowest rank is ended first. {@code now} is a {@link System#nanoTime()}. */
        double rank(long now);

        /** Ends it, soon and without waiting. Called more than once, perhaps. */
        void giveUp();
    }

    /** For requests that together take {@code most} bytes. */
    HeldRequests(long most) {
        this.most = most;
    }

    /** The bytes of heap that the request takes with its connection while it waits. */
    static int memory(HttpServletRequest request) {
        return request.getAttribute(MEMORY) instanceof Integer bytes ? bytes : USUAL_MEMORY;
    }

    /** Adds a request. As long as there are too many, the one with the lowest rank is ended, which may be this one. */
    void add(Held one, HttpServletRequest request) {
        int bytes = memory(request);
        held.put(one, bytes);
        memory.addAndGet(bytes);
        while (memory.get() > most) {
            long now = System.nanoTime();
            Optional<Held> lowest = held.keySet().stream().min(Comparator.comparingDouble(each -> each.rank(now)));
            if (lowest.isEmpty()) {
                return;
            }
            // Several threads may find the same one: the one that removes it ends it, and the others look for the next.
            if (remove(lowest.get())) {
                lowest.get().giveUp();
            }
        }
    }

    /** It is held no longer. Nothing happens, and the answer is false, if it was not. */
    boolean remove(Held one) {
        Integer bytes = held.remove(one);
        if (bytes != null) {
            memory.addAndGet(-bytes);
        }
        return bytes != null;
    }

    /** Takes bytes if there are enough left; {@link #release} has to follow. */
    boolean take(int bytes) {
        if (memory.addAndGet(bytes) <= most) {
            return true;
        }
        memory.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    void release(int bytes) {
        memory.addAndGet(-bytes);
    }
}
