package org.gatehouse.transfer.pull;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.gatehouse.http.Json;

/** Failures as people and the retries want them. */
final class Failures {
    /** Asking again gives the same answer. */
    private static final Set<Integer> FINAL = Set.of(401, 403, 404, 405, 406, 410);

    private static final int DEEPEST = 8;
    private static final int LONGEST = 300;

    private Failures() {}

    /** What went wrong, in few words. */
    static String text(Throwable failure) {
        String text = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof UnknownHostException) {
                return "unknown host";
            }
            if (cause instanceof ConnectTimeoutException) {
                return "no connection in time";
            }
            if (cause instanceof NoRouteToHostException) {
                return "no route to the host";
            }
            // By class: the words differ from one JDK to the next.
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
            if (cause instanceof ConnectionClosedException || cause instanceof NoHttpResponseException) {
                // The client's own words for an answer that ends early are about its innards.
                return "the answer was cut";
            }
            if (cause instanceof HttpException) {
                // Its words are those of whoever answered, which need not be the source.
                return "the answer is not HTTP";
            }
            if (cause instanceof CertificateException || text == null) {
                text = cause.getMessage() == null ? text : cause.getMessage();
            }
            cause = cause.getCause();
        }
        if (text != null) {
            return printable(text);
        }
        return failure.getClass().getSimpleName();
    }

    /** Whether the other side has said nothing for too long, on a connection that is there. */
    static boolean isSilence(Throwable failure) {
        return failure instanceof SocketTimeoutException && !(failure instanceof ConnectTimeoutException);
    }

    /** Whether it is the server's certificate that was not accepted. */
    static boolean isDistrust(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof CertificateException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Whether this status is the last word. */
    static boolean isFinal(int status) {
        return FINAL.contains(status);
    }

    /** An answer that is no success, with what its body says. */
    static String text(int status, byte[] body) {
        Optional<String> said = Json.read(body)
                .map(Json.Parsed::value)
                .filter(Map.class::isInstance)
                .map(value -> ((Map<?, ?>) value))
                // What "explain" has is the same for every answer of this status.
                .map(value -> value.get("message") == null ? value.get("explain") : value.get("message"))
                .map(Object::toString)
                .or(() -> Optional.of(new String(body, StandardCharsets.UTF_8).strip())
                        .filter(text -> !text.isEmpty() && !text.startsWith("<")));
        return "the source answered " + status
                + said.map(text -> ": " + printable(text)).orElse("");
    }

    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }
}
