import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Java's own HTTP client for the matrix test. Each line of standard input is a request: version (1 or 2), how the body is sent (bytes, stream,
 * slow or expect), method, type, URL, authorization (- for none), and the file that holds the body. Each gives one line: the status and the
 * length of the answer, or "broken" and why. The first line of output is Java's version: feature release and update.
 */
public final class MatrixClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private MatrixClient() {}

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new AnyServer()}, new SecureRandom());
        HttpClient[] clients = new HttpClient[3];
        clients[1] = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
        clients[2] = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_2).build();
        System.out.println(Runtime.version().feature() + " " + Runtime.version().update());
        System.out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t");
            System.out.println(answer(clients[Integer.parseInt(words[0])], words));
            System.out.flush();
        }
    }

    private static String answer(HttpClient client, String[] words) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(words[4]))
                    .timeout(LIMIT)
                    .method(words[2], body(words[1], Files.readAllBytes(Path.of(words[6]))))
                    .expectContinue(words[1].equals("expect"));
            if (!words[3].equals("-")) {
                request.header("Content-Type", words[3]);
            }
            if (!words[5].equals("-")) {
                request.header("Authorization", words[5]);
            }
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String wanted = words[0].equals("2") ? "HTTP_2" : "HTTP_1_1";
            if (!answer.version().name().equals(wanted)) {
                return "broken " + answer.version();
            }
            return answer.statusCode() + " " + answer.body().length;
        } catch (Exception e) {
            return "broken " + e.toString().replace('\n', ' ');
        }
    }

    private static BodyPublisher body(String how, byte[] bytes) {
        return switch (how) {
            case "stream" -> BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
            case "slow" -> BodyPublishers.ofInputStream(() -> new Slow(bytes));
            default -> BodyPublishers.ofByteArray(bytes);
        };
    }

    /** Pauses before each of four pieces. */
    private static final class Slow extends InputStream {
        private final byte[] bytes;
        private int at;
        private int pauses;

        Slow(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at >= (long) pauses * bytes.length / 4 && pauses < 4) {
                pauses++;
                try {
                    Thread.sleep(60);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, target, offset, Math.max(0, count));
            at += Math.max(0, count);
            return count <= 0 ? -1 : count;
        }
    }

    /** Trusts any certificate: the matrix is not about trust. */
    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
