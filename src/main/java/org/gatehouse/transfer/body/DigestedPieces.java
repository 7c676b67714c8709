package org.gatehouse.transfer.body;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;

/** The same pieces, their SHA-256 told to somebody after the last. Owns them. */
public final class DigestedPieces implements Pieces {
    private final Pieces pieces;
    private final MessageDigest sha256 = sha256();
    private final Consumer<byte[]> target;
    private boolean told;

    /** Owns the pieces from now on; {@code target} gets 32 bytes. */
    public DigestedPieces(Pieces pieces, Consumer<byte[]> target) {
        this.pieces = pieces;
        this.target = target;
    }

    /** A new SHA-256, which every platform has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Piece next() throws IOException {
        Piece piece = pieces.next();
        if (piece != null) {
            sha256.update(piece.content().array(), 0, piece.length());
        } else if (!told) {
            told = true;
            target.accept(sha256.digest());
        }
        return piece;
    }

    @Override
    public void resize(boolean large) {
        pieces.resize(large);
    }

    @Override
    public void close() {
        pieces.close();
    }
}
