package org.gatehouse.transfer.command;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.gatehouse.access.PasswordFile;
import org.gatehouse.http.Json;
import org.gatehouse.transfer.identity.PemStores;

/** Speaks to a cluster's Remote API, over HTTPS only. Values are plain JSON values. For any number of threads. */
public final class RapiClient {
    private static final int DEEPEST = 16;
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int LONGEST_TEXT = 500;

    private final URI cluster;
    /** What every path is put behind; a cluster may be below a path of its own. */
    private final String base;

    private final Optional<String> authorization;
    private final HttpClient client;

    /** Reads the files that the access names; fails if they are not what they should be. */
    public RapiClient(RapiAccess access) throws IOException {
        cluster = access.cluster();
        base = cluster.toString().replaceAll("/+$", "");
        authorization = access.user().isEmpty()
                ? Optional.empty()
                : Optional.of(basic(access.user().get(), access.passwordFile().orElseThrow()));
        try {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context(access))
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static String basic(String user, Path file) throws IOException {
        String password = PasswordFile.read(file);
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static SSLContext context(RapiAccess access) throws IOException, GeneralSecurityException {
        KeyManager[] keys = null;
        if (access.certificate().isPresent()) {
            Path file = access.certificate().get();
            keys = PemStores.keys(file, access.key().orElse(file));
        }
        TrustManager[] trust = null;
        if (access.authority().isPresent()) {
            List<X509Certificate> known =
                    PemStores.certificates(access.authority().get());
            trust = new TrustManager[] {new RapiTrust(known, PemStores.anchors(known))};
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    /** Fetches a resource: its path and query, {@code /2/info} for example. */
    public Object get(String path, Duration limit) throws RapiException, InterruptedException {
        return call("GET", path, null, limit);
    }

    /** Sends a value to a resource. */
    public Object post(String path, Object body, Duration limit) throws RapiException, InterruptedException {
        return call("POST", path, body, limit);
    }

    /** Puts a value to a resource. */
    public Object put(String path, Object body, Duration limit) throws RapiException, InterruptedException {
        return call("PUT", path, body, limit);
    }

    /** Deletes a resource. */
    public Object delete(String path, Duration limit) throws RapiException, InterruptedException {
        return call("DELETE", path, null, limit);
    }

    private Object call(String method, String path, Object body, Duration limit)
            throws RapiException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(limit)
                .header("Accept", Json.MEDIA_TYPE)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(Json.bytesWithPrivate(body)));
        if (body != null) {
            request.header("Content-Type", Json.MEDIA_TYPE);
        }
        authorization.ifPresent(basic -> request.header("Authorization", basic));
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new RapiException(0, cluster.getAuthority() + " cannot be reached: " + text(e), e);
        }
        Optional<Object> value = answer.body().length == 0
                ? Optional.of(Map.of())
                : Json.read(answer.body()).map(parsed -> parsed.value() == null ? Map.of() : parsed.value());
        if (answer.statusCode() / 100 != 2) {
            throw refused(answer.statusCode(), value.orElse(Map.of()));
        }
        return value.orElseThrow(() -> new RapiException(
                answer.statusCode(), cluster.getAuthority() + " answered with something else than JSON", null));
    }

    private RapiException refused(int status, Object body) {
        String said = "";
        if (body instanceof Map<?, ?> error) {
            // What "explain" has is the same for every answer of this status.
            Object text = error.get("message") == null ? error.get("explain") : error.get("message");
            said = text == null ? "" : ": " + printable(text.toString());
        }
        return new RapiException(status, cluster.getAuthority() + " answered " + status + said, null);
    }

    private static String text(IOException failure) {
        // By class: the words of these differ from one JDK to the next.
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return "unknown host";
        }
        if (has(failure, HttpConnectTimeoutException.class)) {
            return "no connection in time";
        }
        if (has(failure, HttpTimeoutException.class)) {
            return "no answer in time";
        }
        if (has(failure, NoRouteToHostException.class)) {
            return "no route to the host";
        }
        if (has(failure, ConnectException.class)) {
            return "connection refused";
        }
        if (has(failure, CertificateException.class)) {
            return "its certificate is not trusted, or is for another name";
        }
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : printable(cause.getMessage());
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(DEEPEST)
                .anyMatch(kind::isInstance);
    }

    /** A server must not be able to send the terminal commands. */
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > LONGEST_TEXT ? clean.substring(0, LONGEST_TEXT) + "…" : clean;
    }
}
