package org.gatehouse.transfer.pull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ends, once, whatever waits for the network, and whoever begins to wait later. For any number of threads. */
final class Stopper {
    private final Set<Runnable> waiting = new HashSet<>();
    private final Set<Body> bodies = new HashSet<>();
    private boolean stopped;

    /** Has this done when all is stopped; at once if it is. */
    void add(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    synchronized void remove(Runnable action) {
        waiting.remove(action);
    }

    /** Notes an answer that is being read. */
    synchronized void reading(Body body) {
        bodies.add(body);
    }

    synchronized void finished(Body body) {
        bodies.remove(body);
    }

    /** Cuts the answers that are being read now. */
    void cut() {
        List<Body> slow;
        synchronized (this) {
            slow = new ArrayList<>(bodies);
            bodies.clear();
        }
        slow.forEach(Body::cutAsTooSlow);
    }

    void stop() {
        List<Runnable> actions;
        synchronized (this) {
            stopped = true;
            actions = new ArrayList<>(waiting);
            waiting.clear();
            notifyAll();
        }
        actions.forEach(Runnable::run);
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /** Sleeps, unless all is stopped meanwhile. */
    synchronized void sleep(long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        for (long left = milliseconds; left > 0 && !stopped; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}
