package org.gatehouse.embedded.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts the jobs that have a thread. */
final class RunningJobs {
    private int count;
    private CompletableFuture<Void> none;

    synchronized void begin() {
        count++;
    }

    void end() {
        CompletableFuture<Void> told = null;
        synchronized (this) {
            count--;
            if (count == 0) {
                told = none;
            }
        }
        if (told != null) {
            told.complete(null);
        }
    }

    /** Completes when no job runs, now or later. Asked for when no more begin. */
    synchronized CompletionStage<Void> whenNone() {
        if (none == null) {
            none = new CompletableFuture<>();
        }
        if (count == 0) {
            none.complete(null);
        }
        return none;
    }
}
