package org.gatehouse.transfer.command;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster's Remote API, asked again for as long as there is patience when the server is away or too busy: but only what can be
 * asked twice without harm. Values are those of {@link org.gatehouse.http.Json}. Calls block; for one thread at a time.
 */
final class PatientRapi {
    private static final Duration CALL = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Set<Integer> PASSING = Set.of(0, 502, 503, 504);
    private static final Set<Object> ENDED = Set.of("success", "error", "canceled");

    private final RapiClient client;
    private Duration patience;

    PatientRapi(RapiClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /** From now on nobody waits any longer than this for a server that is away. */
    void patience(Duration newPatience) {
        patience = newPatience;
    }

    /** Reads. */
    Object get(String path) throws RapiException, InterruptedException {
        return repeated("GET", path, null, CALL);
    }

    /** Reads an object; empty if there is none of this name. */
    Optional<Map<String, Object>> find(String path) throws RapiException, InterruptedException {
        try {
            return Optional.of(object(get(path)));
        } catch (RapiException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Does something that may be done twice; the answer may take as long as the limit. */
    Map<String, Object> repeatable(String method, String path, Object body, Duration limit)
            throws RapiException, InterruptedException {
        return object(repeated(method, path, body, limit));
    }

    /** Has a job done, and answers with the result of its one opcode. A job is queued once, or this fails. */
    Object job(String method, String path, Object body) throws RapiException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try {
                return result(once(method, path, body, CALL));
            } catch (RapiException e) {
                if (isMistrust(e)) {
                    throw e;
                }
                boolean sent = !(e.getCause() instanceof ConnectException)
                        && !(e.getCause() instanceof HttpConnectTimeoutException);
                if (e.status() == 0 && e.getCause() != null && sent) {
                    throw new RapiException(0, e.getMessage() + "; whether " + path + " was done is unknown", e);
                }
                if (sent || Instant.now().isAfter(end)) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** Waits for a job to end. */
    private Object result(Object id) throws RapiException, InterruptedException {
        Looks looks = new Looks(PAUSE);
        while (true) {
            Map<String, Object> job = object(get("/2/jobs/" + id));
            if (ENDED.contains(job.get("status"))) {
                List<?> results = job.get("opresult") instanceof List<?> list ? list : List.of();
                Object result = results.isEmpty() ? null : results.get(0);
                if (!"success".equals(job.get("status"))) {
                    throw new RapiException(
                            -1, "job " + id + " ended with " + job.get("status") + ": " + reason(result), null);
                }
                return result;
            }
            looks.pause();
        }
    }

    /** What a failed opcode has for a result: {@code [class, [text, ...]]}. */
    private static String reason(Object result) {
        return result instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(1) instanceof List<?> arguments
                        && !arguments.isEmpty()
                ? String.valueOf(arguments.get(0))
                : String.valueOf(result);
    }

    private Object repeated(String method, String path, Object body, Duration limit)
            throws RapiException, InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (true) {
            try {
                return once(method, path, body, limit);
            } catch (RapiException e) {
                if (!PASSING.contains(e.status())
                        || isMistrust(e)
                        || Instant.now().isAfter(end)) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** A server that shows a wrong certificate will not show a better one later. */
    private static boolean isMistrust(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private Object once(String method, String path, Object body, Duration limit)
            throws RapiException, InterruptedException {
        return switch (method) {
            case "GET" -> client.get(path, limit);
            case "POST" -> client.post(path, body, limit);
            case "PUT" -> client.put(path, body, limit);
            case "DELETE" -> client.delete(path, limit);
            default -> throw new IllegalArgumentException(method);
        };
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    static Map<String, Object> object(Object value) throws RapiException {
        if (value instanceof Map) {
            return (Map<String, Object>) value;
        }
        throw new RapiException(-1, "the server answered with something else than an object", null);
    }
}
