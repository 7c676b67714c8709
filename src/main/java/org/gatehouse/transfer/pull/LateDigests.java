package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks for the digests of blocks that are there, of a source that does not tell them before. Used by one thread. */
final class LateDigests {
    private final Pull pull;
    private final Retries retries;

    /** Tries again as these retries say. */
    LateDigests(Pull pull, Retries retries) {
        this.pull = pull;
        this.retries = retries;
    }

    /** The same blocks with their digests, or as they are if they have them or the source has none. There may be gaps between them. */
    List<Block> of(List<Block> blocks) throws PullException, InterruptedException {
        List<Block> digested = new ArrayList<>();
        for (Block.Run run : Block.Run.of(blocks)) {
            boolean missing = !pull.digested()
                    && run.blocks().stream().anyMatch(block -> block.digest().isEmpty());
            digested.addAll(missing ? ask(run) : run.blocks());
        }
        return digested;
    }

    private List<Block> ask(Block.Run run) throws PullException, InterruptedException {
        while (true) {
            try {
                return tell(run);
            } catch (IOException e) {
                retries.pause(e);
            }
        }
    }

    private List<Block> tell(Block.Run run) throws IOException, PullException, InterruptedException {
        Optional<Manifest> opened = pull.openManifest(pull.source().digests(run.offset(), run.end()), run.offset());
        try (Manifest list = opened.orElseThrow(LateDigests::none)) {
            pull.disk().checkSize(list.disk().size());
            pull.disk().checkTag(list.disk().tag());
            List<Block> told = new ArrayList<>();
            for (Optional<Block> next = list.next(); next.isPresent(); next = list.next()) {
                told.add(next.get());
            }
            boolean same = told.size() == run.blocks().size() && list.isDigested();
            for (int i = 0; same && i < told.size(); i++) {
                same = told.get(i).offset() == run.blocks().get(i).offset();
            }
            if (!same) {
                throw new PullException(
                        PullException.Kind.PROTOCOL, "the source tells the digests of other blocks", null);
            }
            return told;
        }
    }

    private static PullException none() {
        return new PullException(PullException.Kind.REFUSED, "the source does not tell digests any more", null);
    }
}
