package org.gatehouse.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/** The threads that the application has started, which a container expects to have ended when the application has stopped. */
final class OwnThreads {
    private static final Logger LOG = System.getLogger(OwnThreads.class.getName());
    private static final long ROUND_MILLIS = 5;

    /** Belongs to the library that reads past the page cache, and ends by itself half a minute after its last use. */
    private static final String CLEANER = "JNA Cleaner";

    private OwnThreads() {}

    /** Waits until all have ended, but not for longer than this. They have been told to. */
    static void awaitEnd(Duration limit) {
        ClassLoader own = OwnThreads.class.getClassLoader();
        if (own == ClassLoader.getSystemClassLoader()) {
            // Without a loader of its own, the application cannot tell its threads from others.
            return;
        }
        alive(own).stream()
                .filter(thread -> thread.getName().equals(CLEANER))
                .forEach(thread -> thread.setContextClassLoader(ClassLoader.getSystemClassLoader()));
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!alive(own).isEmpty() && System.nanoTime() < end) {
                Thread.sleep(ROUND_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        alive(own).forEach(thread -> LOG.log(Level.DEBUG, "the thread {0} is still running", thread.getName()));
    }

    private static List<Thread> alive(ClassLoader own) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == own && thread != Thread.currentThread())
                .toList();
    }
}
