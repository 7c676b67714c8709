package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.cluster.Aligned;

/**
 * A disk of which the source has no list of blocks: all of it is fetched, and its one digest compared. That is asked for with a
 * HEAD request until the source knows it.
 */
final class WholeDisk {
    private static final int BLOCK = 1 << 23;
    private static final Pattern DIGEST = Pattern.compile("(?:^|[,\\s])sha-256=:([A-Za-z0-9+/=]+):");

    /** What a source has time for beyond the reading of its disk. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Pull pull;
    private final PullSource source;
    private final Courier courier;
    private final Stopper stopper;
    private final Retries retries;

    WholeDisk(Pull pull, PullSource source, Courier courier, Stopper stopper) {
        this.pull = pull;
        this.source = source;
        this.courier = courier;
        this.stopper = stopper;
        this.retries = pull.retries();
    }

    /** Fetches and verifies; returns the disk's SHA-256 in hexadecimal digits. */
    String fetch() throws PullException, InterruptedException {
        Head head = head();
        pull.begin(new DiskState(head.tag(), head.size()), BLOCK);
        if (!head.ranges()) {
            pull.refused();
        }
        Storage storage = pull.storage();
        // A block of an earlier pull may be damaged, and nobody would know which.
        pull.allowSparse(!storage.dirty() && storage.wasNew());
        pull.startWorkers();
        plan();
        pull.finishWorkers();
        storage.sync();
        Digest.Meter meter = new Digest.Meter();
        ByteBuffer buffer = Aligned.buffer(Storage.CHUNK);
        for (long at = 0; at < source.size(); at += BLOCK) {
            pull.stopIfStopped();
            pull.patience().renew();
            storage.read(at, Math.min(BLOCK, source.size() - at), buffer, meter);
        }
        Digest found = meter.digest();
        if (!found.equals(expected(head))) {
            storage.forget();
            throw new PullException(
                    PullException.Kind.DIGEST, "the disk's SHA-256 is not the one that the source tells", null);
        }
        return found.toString();
    }

    private void plan() throws PullException, InterruptedException {
        List<Block> open = new ArrayList<>();
        for (long at = 0; at < source.size(); at += BLOCK) {
            Block block = new Block(at, (int) Math.min(BLOCK, source.size() - at), Optional.empty());
            if (pull.storage().has(block)) {
                pull.meter().passed(block.length());
            } else {
                open.add(block);
            }
            if (open.size() == Planner.RUN / BLOCK || block.end() == source.size()) {
                for (Block.Run run : Block.Run.of(open)) {
                    offer(run);
                }
                open.clear();
            }
        }
    }

    private void offer(Block.Run run) throws PullException, InterruptedException {
        while (!pull.runs().offer(run)) {
            pull.runs().awaitRoom();
            pull.stopIfStopped();
        }
    }

    private Digest expected(Head first) throws PullException, InterruptedException {
        Optional<Digest> digest = first.digest();
        long end = System.nanoTime()
                + GRACE.plusMillis(source.size() / Patience.SLOWEST).toNanos();
        for (long pause = 250; digest.isEmpty(); pause = Math.min(2 * pause, 10_000)) {
            // This wait has a limit of its own.
            pull.patience().renew();
            Head head = head();
            pull.disk().checkTag(head.tag());
            digest = head.digest();
            if (digest.isEmpty() && System.nanoTime() > end) {
                throw new PullException(
                        PullException.Kind.DIGEST, "the disk cannot be verified: the source tells no digest", null);
            }
            if (digest.isEmpty()) {
                stopper.sleep(pause);
                pull.stopIfStopped();
            }
        }
        return digest.get();
    }

    /** What the source says of the disk without sending it. */
    private record Head(String tag, long size, boolean ranges, Optional<Digest> digest) {}

    private Head head() throws PullException, InterruptedException {
        Courier.Request request = Courier.head(source.contents())
                .with("Accept", "application/octet-stream")
                .with("Accept-Encoding", "identity")
                .with("Want-Repr-Digest", "sha-256=10");
        while (true) {
            try (Courier.Answer answer = courier.success(request, stopper)) {
                long length = answer.number("Content-Length", source.size());
                long size = answer.number("X-Ganeti-Size", length);
                boolean ranges = !answer.header("Accept-Ranges").equalsIgnoreCase("none");
                return new Head(answer.header("ETag"), size, ranges, digest(answer.header("Repr-Digest")));
            } catch (IOException e) {
                retries.pause(e);
            }
        }
    }

    private static Optional<Digest> digest(String header) {
        Matcher matcher = DIGEST.matcher(header);
        try {
            return matcher.find()
                    ? Optional.of(Digest.of(Base64.getDecoder().decode(matcher.group(1))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
