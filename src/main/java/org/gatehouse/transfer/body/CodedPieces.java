package org.gatehouse.transfer.body;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Pieces in a content coding, made as they are wanted. Owns the pieces that it codes, and the memory of its coder. */
public final class CodedPieces implements Pieces {
    /** zstd's own default does better by a tenth, and takes half as long again. */
    private static final int ZSTD_LEVEL = 1;

    private static final int GZIP_LEVEL = Deflater.DEFAULT_COMPRESSION;
    private static final int BUFFER = 64 * 1024;

    private final Pieces plain;
    private final Coded coded = new Coded();
    private final OutputStream coder;
    private boolean begun;
    private boolean over;

    /** {@code coding} is {@code gzip} or {@code zstd}. */
    public CodedPieces(Pieces plain, String coding) {
        this.plain = plain;
        try {
            this.coder = switch (coding) {
                case "gzip" -> new Gzip(coded);
                case "zstd" -> new ZstdOutputStreamNoFinalizer(coded, ZSTD_LEVEL);
                default -> throw new IllegalArgumentException("no such coding: " + coding);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        plain.resize(true);
    }

    @Override
    public Piece next() throws IOException {
        if (over) {
            return null;
        }
        if (begun) {
            coded.reset();
        }
        // What the coder wrote before it had anything to code comes with the first piece.
        begun = true;
        Piece piece = plain.next();
        if (piece == null) {
            over = true;
            coder.close();
            return new Piece(coded.content(), 0);
        }
        coder.write(piece.content().array(), 0, piece.length());
        return new Piece(coded.content(), piece.read());
    }

    @Override
    public void close() {
        try (plain) {
            if (!over) {
                over = true;
                // Nobody will see the rest, but native memory is let go of.
                coder.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(GZIP_LEVEL);
        }
    }

    private static final class Coded extends ByteArrayOutputStream {
        Coded() {
            super(BUFFER);
        }

        ByteBuffer content() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
