package org.gatehouse.transfer.body;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.gatehouse.http.ContentCodings;
import org.gatehouse.transfer.record.TransferRecord;

/**
 * A list of blocks as lines of JSON: what it is about, {@code [offset, length, SHA-256]} or {@code [offset, length]} for each
 * block, and how many these were. One thread.
 */
final class BlockLines {
    private static final HexFormat HEX = HexFormat.of();

    private final StringBuilder lines = new StringBuilder();
    private long told;

    /** The first line; {@code digest} is the kind of digests, or when they will be told. */
    void head(TransferRecord record, String digest) {
        lines.append("{\"version\":1,\"size\":")
                .append(record.size())
                .append(",\"block\":")
                .append(Manifest.BLOCK)
                .append(",\"etag\":")
                .append(quoted(EntityTag.of(record, ContentCodings.IDENTITY)))
                .append(",\"digest\":\"")
                .append(digest)
                .append("\"}\n");
    }

    /** An entity tag as JSON: nothing but its quotes needs care. */
    private static String quoted(String tag) {
        return "\"" + tag.replace("\"", "\\\"") + "\"";
    }

    void block(long offset, int length) {
        lines.append('[').append(offset).append(',').append(length).append("]\n");
        told++;
    }

    void block(long offset, int length, byte[] digest) {
        lines.append('[')
                .append(offset)
                .append(',')
                .append(length)
                .append(",\"")
                .append(HEX.formatHex(digest))
                .append("\"]\n");
        told++;
    }

    /** The last line. */
    void end() {
        lines.append("{\"end\":true,\"blocks\":").append(told).append("}\n");
    }

    /** An empty line, which says nothing. */
    void alive() {
        lines.append('\n');
    }

    /** What came since the last call. */
    Pieces.Piece take() {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        lines.setLength(0);
        return new Pieces.Piece(ByteBuffer.wrap(bytes), 0);
    }
}
