package org.gatehouse.transfer.body;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads that read disks from end to end without sending them, and who waits for them. */
public final class DiskReaders implements AutoCloseable {
    private static final int MOST_WAITING = 256;

    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor readers;

    /** So many threads, called that. */
    public DiskReaders(String name, int most) {
        this.readers = new ThreadPoolExecutor(
                most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "gatehouse-" + name + "-" + threads.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        readers.allowCoreThreadTimeOut(true);
    }

    /** Has it done when there is time; false if too much waits already, or everything is closed. */
    public boolean later(Runnable task) {
        try {
            readers.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
