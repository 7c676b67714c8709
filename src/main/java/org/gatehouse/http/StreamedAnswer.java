package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A JSON answer that is written while it is produced, as fast as the client takes it and without a thread while it takes nothing.
 * Failing before the first piece is there gives an ordinary error answer; failing later breaks the answer off so that the client can
 * tell. How many of a caller's are under way at once is limited by {@link LongAnswers}.
 */
public final class StreamedAnswer implements Answer {
    private final Supplier<? extends JsonSource> opening;

    /** {@code opening} opens what the answer is made from; that is closed by this, and called only if there is room for the answer. */
    public StreamedAnswer(Supplier<? extends JsonSource> opening) {
        this.opening = opening;
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AnswerWriters writers = AnswerWriters.of(request).orElse(null);
        if (writers == null) {
            sendAtOnce(request, response);
            return;
        }
        writers.longAnswers().admit(request, response, slot -> begin(writers, slot, request, response));
    }

    private void begin(
            AnswerWriters writers, LongAnswers.Slot slot, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        JsonPieces pieces = null;
        ByteBuffer first = null;
        HttpError fault = null;
        try {
            pieces = new JsonPieces(opening.get());
            first = pieces.next();
        } catch (RuntimeException e) {
            fault = Failures.toHttp(e);
        } finally {
            if (first == null) {
                slot.close();
                if (pieces != null) {
                    pieces.close();
                }
            }
        }
        if (fault != null) {
            ErrorAnswer.write(request, response, fault);
            return;
        }
        response.setHeader("Content-Type", Json.MEDIA_TYPE);
        if (pieces.isOver()) {
            response.setContentLength(first.remaining());
        } else {
            BodyOutput.makeEndVisible(request, response);
        }
        new AsyncBodyWriter(writers, new Begun(first, pieces, slot), 2 * JsonPieces.PIECE).begin(request, response);
    }

    /** The first piece is made before the headers are sent, so that it can still become an error. */
    private static final class Begun implements BodyProducer {
        private final JsonPieces pieces;
        private final LongAnswers.Slot slot;
        private ByteBuffer first;

        Begun(ByteBuffer first, JsonPieces pieces, LongAnswers.Slot slot) {
            this.first = first;
            this.pieces = pieces;
            this.slot = slot;
        }

        @Override
        public ByteBuffer next() {
            if (first == null) {
                return pieces.next();
            }
            ByteBuffer next = first;
            first = null;
            return next;
        }

        @Override
        public void close() {
            try {
                pieces.close();
            } finally {
                slot.close();
            }
        }
    }

    private void sendAtOnce(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Type", Json.MEDIA_TYPE);
        try (JsonPieces pieces = new JsonPieces(opening.get())) {
            for (ByteBuffer piece = pieces.next(); piece != null; piece = pieces.next()) {
                response.getOutputStream()
                        .write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
            }
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                BreakOffServlet.breakOff(request, e);
            } else {
                ErrorAnswer.write(request, response, Failures.toHttp(e));
            }
        }
    }
}
