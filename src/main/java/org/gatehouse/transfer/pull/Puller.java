package org.gatehouse.transfer.pull;

import javax.net.ssl.SSLContext;

/**
 * Pulls disks from one source, with one identity. It owns its threads and connections. Any number of threads may pull at once.
 */
public final class Puller implements AutoCloseable {

    /** A puller that shows itself to the source as this context does. */
    public Puller(SSLContext tls, PullOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Fetches a disk. Returns when every byte is on the target, verified by reading it back, and synced. An interrupt stops it; what
     * is in the journal stays. The target, the journal and the watcher remain the caller's.
     */
    public PullResult pull(PullSource source, PullTarget target, PullJournal journal, PullWatcher watcher)
            throws PullException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Tells the source how it ended; tries for a short time only. */
    public void done(PullSource source, PullOutcome outcome) throws PullException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Stops the pulls that are under way, which fail, and lets go of everything. */
    @Override
    public void close() {}
}
