package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes through the list of blocks and has those fetched that are not there yet. Used by one thread. */
final class Planner {
    /** About how much is fetched with one request, and synced at once, of a large disk. */
    static final int RUN = 1 << 25;

    /** What a crash finds half done is fetched again: of a small disk that must not be most of it. */
    private static final int RUNS = 64;

    private final Pull pull;
    private final int most;
    private final int blockSize;
    private final List<Block> open = new ArrayList<>();
    private Manifest manifest;

    /** Up to where the disk is planned. */
    private long planned;

    Planner(Pull pull, Manifest manifest) {
        this.pull = pull;
        this.manifest = manifest;
        this.blockSize = manifest.blockSize();
        this.most = (int) Math.max(1, Math.min(RUN, manifest.disk().size() / RUNS) / blockSize);
    }

    void plan() throws PullException, InterruptedException {
        Retries retries = pull.retries();
        long size = pull.disk().size();
        boolean more = true;
        while (more) {
            pull.stopIfStopped();
            try {
                if (manifest == null) {
                    reopen();
                }
                Optional<Block> next = manifest.next();
                more = next.isPresent();
                gap(next.map(Block::offset).orElse(size));
                if (more) {
                    add(next.get());
                }
            } catch (IOException e) {
                close();
                retries.pause(e);
            }
        }
        close();
        flush();
    }

    private void reopen() throws IOException, PullException, InterruptedException {
        // An end that was read, but for the last line, needs no block to begin at.
        long from = Math.min(planned, Math.max(0, pull.disk().size() - 1) / blockSize * blockSize);
        manifest = pull.openManifest(pull.source().blocks(from), from)
                .orElseThrow(() -> new PullException(
                        PullException.Kind.REFUSED, "the source has no list of blocks any more", null));
        manifest.disk().checkSize(pull.disk().size());
        pull.disk().checkTag(manifest.disk().tag());
        if (manifest.blockSize() != blockSize || manifest.isDigested() != pull.digested()) {
            throw new PullException(
                    PullException.Kind.SOURCE_CHANGED, "the source's list of blocks is another one", null);
        }
    }

    /** Nothing is between what is planned and here. */
    private void gap(long to) throws PullException {
        if (to > planned) {
            if (pull.storage().dirty()) {
                pull.storage().zeros(planned, to - planned);
                pull.patience().renew();
            }
            pull.meter().passed(to - planned);
            pull.patience().gained(to - planned);
            planned = to;
        }
    }

    private void add(Block block) throws PullException, InterruptedException {
        if (block.end() <= planned) {
            return;
        }
        planned = block.end();
        pull.patience().gained(block.length());
        if (pull.storage().has(block)) {
            pull.meter().passed(block.length());
            return;
        }
        if (!open.isEmpty() && open.get(open.size() - 1).end() != block.offset()) {
            flush();
        }
        open.add(block);
        if (open.size() >= most) {
            flush();
        }
    }

    private void flush() throws PullException, InterruptedException {
        if (open.isEmpty()) {
            return;
        }
        Block.Run run = new Block.Run(open);
        open.clear();
        while (!pull.runs().offer(run)) {
            // A list that nobody reads for long would be cut by the source; it is taken up again where it was left.
            close();
            pull.runs().awaitRoom();
            pull.stopIfStopped();
        }
    }

    private void close() {
        if (manifest != null) {
            manifest.close();
            manifest = null;
        }
    }
}
