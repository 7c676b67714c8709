package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * An answer that is written while it is produced. Failing before the first bytes are out gives an ordinary error answer;
 * failing later breaks the answer off so that the client can tell.
 */
public interface StreamedAnswer extends Answer, AutoCloseable {
    /** What is written in one piece, and how much of an answer can still become an error. */
    int BUFFER = 32 * 1024;

    /**
     * Writes the body. An {@link IOException} means that the client is gone; every other exception that the answer could
     * not be produced.
     */
    void writeTo(JsonStream out) throws IOException;

    /** Lets go of what the answer is produced from. Called once, whether it was written or not. */
    @Override
    void close();

    @Override
    default void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setBufferSize(BUFFER);
        response.setHeader("Content-Type", Json.MEDIA_TYPE);
        try (this) {
            JsonStream out = new JsonStream(response.getOutputStream());
            writeTo(out);
            out.finish();
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                BreakOffServlet.breakOff(request, e);
            } else {
                ErrorAnswer.write(response, Failures.toHttp(e));
            }
        }
    }
}
