package org.gatehouse.transfer.pull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.http.Json;

/**
 * The source's list of the blocks that hold data, read as it comes: lines of JSON, the first an object about the disk, the last
 * one that says that it is the last. Empty lines show that the source is alive; they are no progress. Used by one thread.
 */
final class Manifest implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;
    private static final int LARGEST_BLOCK = 1 << 26;

    private final Courier.Answer answer;
    private final Patience patience;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
    private final DiskState disk;
    private final int blockSize;
    private final boolean digested;
    private long next;

    /** Takes over the answer and reads what it says of the disk. */
    Manifest(Courier.Answer answer, Patience patience, long from)
            throws IOException, PullException, InterruptedException {
        this.answer = answer;
        this.patience = patience;
        this.next = from;
        Object head = line();
        if (!(head instanceof Map<?, ?> members)
                || !(members.get("etag") instanceof String tag)
                || number(members.get("version")) != 1
                || !(members.get("digest") instanceof String kind)
                || !(kind.equals("sha-256") || kind.equals("later"))) {
            throw broken("begins with something else than the disk");
        }
        digested = kind.equals("sha-256");
        disk = new DiskState(tag, number(members.get("size")));
        long size = number(members.get("block"));
        if (size < PullTarget.ALIGNMENT || size > LARGEST_BLOCK || size % PullTarget.ALIGNMENT != 0) {
            throw broken("has blocks of " + size + " bytes");
        }
        blockSize = (int) size;
    }

    DiskState disk() {
        return disk;
    }

    int blockSize() {
        return blockSize;
    }

    /** Whether it has the blocks' digests; otherwise these are to be asked for when the blocks have come. */
    boolean isDigested() {
        return digested;
    }

    /** The next block with data; empty at the end. */
    Optional<Block> next() throws IOException, PullException, InterruptedException {
        Object line = line();
        if (line instanceof Map<?, ?> members && Boolean.TRUE.equals(members.get("end"))) {
            // The connection is kept only if the answer's end is seen.
            if (buffer.hasRemaining() || answer.body().read() >= 0) {
                throw broken("goes on after its end");
            }
            return Optional.empty();
        }
        if (!(line instanceof List<?> parts) || parts.size() != (digested ? 3 : 2)) {
            throw broken("has a line that is no block");
        }
        long offset = number(parts.get(0));
        long length = number(parts.get(1));
        if (offset < next
                || offset % blockSize != 0
                || offset >= disk.size()
                || length != Math.min(blockSize, disk.size() - offset)) {
            throw broken("has a block that cannot be");
        }
        next = offset + blockSize;
        return Optional.of(
                new Block(offset, (int) length, digested ? Optional.of(digest(parts.get(2))) : Optional.empty()));
    }

    private static Digest digest(Object value) throws PullException {
        if (value instanceof String hexadecimal && hexadecimal.matches("[0-9a-fA-F]{64}")) {
            return Digest.of(hexadecimal);
        }
        throw broken("has a digest that is none");
    }

    private Object line() throws IOException, PullException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            while (!buffer.hasRemaining()) {
                patience.left("the source's list of blocks tells nothing new");
                buffer.clear();
                int count = answer.body().read(buffer);
                buffer.flip();
                if (count < 0) {
                    throw new IOException("the list of blocks was cut");
                }
            }
            byte one = buffer.get();
            if (one != '\n') {
                line.write(one);
                if (line.size() > LONGEST_LINE) {
                    throw broken("has a line too long");
                }
            } else if (line.size() > 0) {
                return Json.read(line.toByteArray())
                        .orElseThrow(() -> broken("has a line that is no JSON"))
                        .value();
            } else {
                patience.working();
            }
        }
    }

    private static long number(Object value) {
        return value instanceof Long || value instanceof Integer ? ((Number) value).longValue() : -1;
    }

    private static PullException broken(String how) {
        return new PullException(PullException.Kind.PROTOCOL, "the source's list of blocks " + how, null);
    }

    @Override
    public void close() {
        answer.close();
    }
}
