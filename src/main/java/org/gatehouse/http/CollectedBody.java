package org.gatehouse.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The whole body of a request, in memory. It is filled by one thread at a time and not changed afterwards. */
public final class CollectedBody {
    private final List<byte[]> pieces = new ArrayList<>();
    private int length;

    CollectedBody() {}

    void add(byte[] bytes, int count) {
        pieces.add(Arrays.copyOf(bytes, count));
        length += count;
    }

    /** The number of bytes. */
    public int length() {
        return length;
    }

    /** A copy of all bytes. */
    public byte[] bytes() {
        byte[] all = new byte[length];
        int end = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, end, piece.length);
            end += piece.length;
        }
        return all;
    }

    /** The bytes as a stream, without copying them. */
    public InputStream stream() {
        return new SequenceInputStream(Collections.enumeration(
                pieces.stream().map(ByteArrayInputStream::new).toList()));
    }
}
