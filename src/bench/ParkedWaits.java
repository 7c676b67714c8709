import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Parks many waits for one job at a running Gatehouse, over HTTP/2, and prints how many threads its process has meanwhile and how
 * long it takes to answer all of them once the job changes. Arguments: its address, the process id, user and password, how
 * many waits: {@code java src/bench/ParkedWaits.java https://127.0.0.1:5080 PID USER PASSWORD 10000}. The job is held back by
 * a filter rule, which is removed to let it go.
 */
final class ParkedWaits {
    private static final int WAITS_PER_CONNECTION = 100;

    private final String address;
    private final String authorization;
    private final SSLContext tls;
    private final HttpClient client;

    private ParkedWaits(String address, String user, String password) throws Exception {
        this.address = address;
        this.authorization = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
        this.tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustEverybody()}, new SecureRandom());
        this.client = newClient();
    }

    public static void main(String[] args) throws Exception {
        new ParkedWaits(args[0], args[2], args[3]).run(args[1], Integer.parseInt(args[4]));
        System.exit(0);
    }

    private void run(String process, int waits) throws Exception {
        String rule = ask("POST", "/2/filters", "{\"priority\": 1, \"predicates\": [[\"opcode\", [\"=\", \"OP_ID\", \"OP_TAGS_SET\"]]],"
                        + " \"action\": \"PAUSE\", \"reason\": []}").strip().replace("\"", "");
        String job = ask("PUT", "/2/tags?tag=parked", "").strip();
        System.out.printf("threads before: %s%n", threads(process));
        long begun = System.nanoTime();
        AtomicInteger answered = new AtomicInteger();
        Map<String, AtomicInteger> answers = new TreeMap<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        HttpClient some = client;
        for (int i = 0; i < waits; i++) {
            if (i % WAITS_PER_CONNECTION == 0) {
                some = newClient();
                send(some, "GET", "/version", "").get();
            }
            all.add(send(some, "GET", "/2/jobs/" + job + "/wait",
                            "{\"fields\": [\"status\"], \"previous_job_info\": [\"queued\"], \"previous_log_serial\": null}")
                    .handle((answer, failure) -> {
                        answered.incrementAndGet();
                        String what = failure != null ? failure.toString() : answer.statusCode() + " " + answer.body().strip();
                        synchronized (answers) {
                            answers.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
                        }
                        return null;
                    }));
        }
        System.out.printf("%d waits sent in %.1f s%n", waits, (System.nanoTime() - begun) / 1e9);
        Thread.sleep(1500);
        System.out.printf("parked: %d, threads: %s, %s%n", waits - answered.get(), threads(process), memory(process));
        long released = System.nanoTime();
        ask("DELETE", "/2/filters/" + rule, "");
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        System.out.printf("all answered %.2f s after the rule was gone: %s%n", (System.nanoTime() - released) / 1e9, answers);
    }

    private HttpClient newClient() {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(20))
                .executor(Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                }))
                .build();
    }

    private String ask(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(client, method, path, body).get();
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private CompletableFuture<HttpResponse<String>> send(HttpClient through, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", authorization)
                .timeout(Duration.ofSeconds(60));
        if (body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return through.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String threads(String process) throws Exception {
        return statusLine(process, "Threads:");
    }

    private static String memory(String process) throws Exception {
        return "resident " + statusLine(process, "VmRSS:");
    }

    private static String statusLine(String process, String name) throws Exception {
        return Files.readAllLines(Path.of("/proc", process, "status")).stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(name.length()).strip())
                .orElse("unknown");
    }

    /** The address is the caller's own machine. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
