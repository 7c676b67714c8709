package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.gatehouse.cluster.Aligned;

/** Fetches runs of blocks one after the other, writes them, reads them back, and notes those that are right. One thread. */
final class Worker implements Fetcher.Sink {
    private static final int TRIES = 3;

    private final Pull pull;
    private final boolean first;
    private final ByteBuffer buffer = Aligned.buffer(Storage.CHUNK);
    private final Retries retries;
    private final LateDigests digests;
    private Fetcher fetcher;

    /** Where the next bytes go. */
    private long at;

    /** What came of the present run. */
    private long came;

    private boolean sparse;

    /** A worker; the first one is left when the disk turns out to come in one stream only. */
    Worker(Pull pull, boolean first) {
        this.pull = pull;
        this.first = first;
        this.retries = pull.retries();
        this.digests = new LateDigests(pull, retries);
        this.fetcher = pull.fetcher(buffer);
    }

    void work() throws PullException, InterruptedException {
        try {
            for (Block.Run run = pull.runs().take();
                    run != null;
                    run = pull.runs().take()) {
                if (pull.streaming() && !first) {
                    pull.runs().giveBack(run);
                    return;
                }
                came = 0;
                try {
                    complete(run);
                    pull.runs().finished();
                } catch (RangesRefusedException e) {
                    pull.meter().passed(-came);
                    pull.refused();
                    fetcher = pull.fetcher(buffer);
                    pull.runs().giveBack(run);
                }
            }
        } finally {
            fetcher.close();
        }
    }

    private void complete(Block.Run run) throws RangesRefusedException, PullException, InterruptedException {
        Storage storage = pull.storage();
        List<Block> missing = run.blocks();
        if (storage.stale()) {
            missing = digests.of(missing);
        }
        if (storage.stale() && missing.get(0).digest().isPresent()) {
            missing = storage.wrong(missing, buffer);
            pull.meter().passed(run.end() - run.offset() - length(missing));
        }
        for (int tries = 0; !missing.isEmpty(); tries++) {
            if (tries > TRIES) {
                throw new PullException(
                        PullException.Kind.DIGEST,
                        "the block at offset " + missing.get(0).offset()
                                + " is not what the source says it is, though it was fetched " + tries + " times",
                        null);
            }
            sparse = tries == 0 && pull.sparse();
            for (Block.Run part : Block.Run.of(missing)) {
                bring(part);
            }
            missing = digests.of(missing);
            storage.sync();
            missing = storage.wrong(missing, buffer);
            if (!missing.isEmpty()) {
                pull.meter().passed(-length(missing));
                pull.note("the block at offset " + missing.get(0).offset() + " is damaged, fetching it again");
            }
        }
        storage.verified(run.blocks());
        retries.worked();
    }

    private void bring(Block.Run part) throws RangesRefusedException, PullException, InterruptedException {
        at = part.offset();
        while (at < part.end()) {
            try {
                fetcher.fetch(at, part.end(), this);
            } catch (RangesRefusedException e) {
                throw e;
            } catch (IOException e) {
                retries.pause(e);
            }
        }
    }

    @Override
    public void came(int count, boolean useful) throws PullException {
        if (useful) {
            came += count;
            pull.meter().received(count);
            retries.gained(count);
        } else {
            // What a stream repeats takes the source some time.
            pull.patience().working();
        }
    }

    @Override
    public void take(ByteBuffer bytes) throws PullException {
        int length = bytes.remaining();
        if (!(sparse && Zeros.all(bytes))) {
            pull.storage().write(bytes, at);
        }
        at += length;
    }

    private static long length(List<Block> blocks) {
        return blocks.stream().mapToLong(Block::length).sum();
    }
}
