package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.io.Serial;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * TLS handshakes whose failures are not forgotten. After one, the HTTP client tries the next address of the name, and reports only what
 * happened there. A server that is not trusted ends the attempt at once; any other failure is kept in the context of the request. For any
 * number of threads.
 */
record Handshakes(TlsSocketStrategy tls) implements TlsSocketStrategy {
    private static final String FAILURE = Handshakes.class.getName();

    /** Not an {@link IOException}: after one of those the client would go on. */
    private static final class Distrust extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        Distrust(SSLException cause) {
            super(cause);
        }
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        try {
            return tls.upgrade(socket, target, port, attachment, context);
        } catch (SSLException e) {
            if (Failures.isDistrust(e)) {
                throw new Distrust(e);
            }
            context.setAttribute(FAILURE, e);
            throw e;
        }
    }

    /** The failed handshake of a request, if there was one. */
    static Optional<Exception> failure(HttpContext context) {
        return Optional.ofNullable((Exception) context.getAttribute(FAILURE));
    }
}
