package org.gatehouse.transfer.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * A manifest as lines of JSON: what it is about, {@code [offset, length, SHA-256]} for each block that is not all zeros, and
 * how many these were. An empty line breaks the silence while there is nothing to tell.
 */
final class ManifestPieces implements Pieces {
    private static final int ENTRIES_AT_ONCE = 256;
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(10);
    private static final HexFormat HEX = HexFormat.of();

    private final TransferRecord record;
    private final Manifest manifest;
    private final long from;
    private FileChannel in;
    private Runnable follower = () -> {};
    private boolean begun;
    private boolean ended;
    private long next;
    private long told;
    private long lastSent = System.nanoTime();

    /** {@code from} is where the first block ends at the earliest. */
    ManifestPieces(TransferRecord record, Manifest manifest, long from) {
        this.record = record;
        this.manifest = manifest;
        this.from = from;
    }

    @Override
    public void follow(Runnable whom) {
        follower = whom;
        manifest.follow(whom);
    }

    @Override
    public boolean isReady() {
        return !begun
                || ended
                || manifest.isWhole()
                || manifest.isFailed()
                || manifest.entries() > next
                || System.nanoTime() - lastSent >= SILENCE;
    }

    @Override
    public Piece next() throws IOException {
        if (ended) {
            return null;
        }
        StringBuilder lines = new StringBuilder();
        // What is whole now was so before the entries were counted.
        boolean whole = manifest.isWhole();
        long entries = manifest.entries();
        if (!begun) {
            begun = true;
            lines.append(head(record, "sha-256"));
        } else if (next < entries) {
            append(lines, (int) Math.min(ENTRIES_AT_ONCE, entries - next));
        } else if (whole) {
            ended = true;
            lines.append("{\"end\":true,\"blocks\":").append(told).append("}\n");
        } else if (manifest.isFailed()) {
            throw new IOException("the disk could not be read to its end");
        } else {
            lines.append('\n');
        }
        lastSent = System.nanoTime();
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        return new Piece(ByteBuffer.wrap(bytes), 0);
    }

    /** The first line. */
    static String head(TransferRecord record, String digest) {
        return "{\"version\":1,\"size\":" + record.size() + ",\"block\":" + Manifest.BLOCK + ",\"etag\":"
                + quoted(Contents.entityTag(record, "identity")) + ",\"digest\":\"" + digest + "\"}\n";
    }

    /** An entity tag as JSON: nothing but its quotes needs care. */
    private static String quoted(String tag) {
        return "\"" + tag.replace("\"", "\\\"") + "\"";
    }

    private void append(StringBuilder lines, int count) throws IOException {
        if (in == null) {
            in = FileChannel.open(manifest.file(), StandardOpenOption.READ);
        }
        ByteBuffer entries = ByteBuffer.allocate(count * Manifest.ENTRY);
        while (entries.hasRemaining()) {
            if (in.read(entries, next * Manifest.ENTRY + entries.position()) < 0) {
                throw new IOException("the manifest's file is damaged");
            }
        }
        entries.flip();
        byte[] digest = new byte[32];
        for (int i = 0; i < count; i++) {
            long offset = entries.getLong();
            int length = entries.getInt();
            entries.get(digest);
            if (offset + length > from) {
                lines.append('[')
                        .append(offset)
                        .append(',')
                        .append(length)
                        .append(",\"")
                        .append(HEX.formatHex(digest))
                        .append("\"]\n");
                told++;
            }
        }
        next += count;
    }

    @Override
    public void close() {
        manifest.unfollow(follower);
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
