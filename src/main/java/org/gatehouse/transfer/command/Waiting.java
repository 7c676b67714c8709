package org.gatehouse.transfer.command;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits for threads that were told to stop, even if interrupted meanwhile. */
final class Waiting {
    private static final long LONGEST = 30;

    private Waiting() {}

    static void forEnd(ExecutorService executor) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!executor.awaitTermination(LONGEST, TimeUnit.SECONDS)) {
                System.getLogger(Waiting.class.getName())
                        .log(System.Logger.Level.WARNING, "threads of a backup have not ended");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
