package org.gatehouse.transfer.pull;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A source of one disk that can do everything wrong. It listens on one port for all its life, also when it was away. */
public final class TestSource implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");
    private static final int PIECE = 16 * 1024;

    /** {@code ::1}. */
    private static final byte[] LOCAL = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    /** Begins to answer; false if the request is dealt with. */
    @FunctionalInterface
    public interface Fault {
        boolean pass(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final SSLContext tls;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private HttpsServer server;
    private int port;

    public volatile TestDisk disk;
    /** What clients call it, and where it listens when it is started. */
    public volatile String host;

    public volatile String tag = "\"one\"";
    public volatile boolean ranges = true;
    public volatile boolean blocks = true;
    /** Whether blocks are listed without digests for who asks for that. */
    public volatile boolean later = true;

    public volatile boolean coded;
    public volatile boolean tellsDigest = true;

    /** Of one answer with contents so many bytes are sent, then the connection is cut, while there are cuts left. */
    public volatile long cutAfter;

    public final AtomicInteger cuts = new AtomicInteger();

    /** The byte at this offset comes wrong so often. */
    public volatile long flipAt = -1;

    public final AtomicInteger flips = new AtomicInteger();

    /** Milliseconds before each piece of contents. */
    public volatile int delay;

    /** Pieces of contents have so many bytes. */
    public volatile int piece = PIECE;

    /** What happens to each request for digests, and for contents. */
    public volatile Fault digests = pass();

    public volatile Fault contents = pass();

    /** What happens to the next requests. */
    public final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    public final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    public final AtomicLong sent = new AtomicLong();

    public TestSource(SSLContext tls, TestDisk disk) {
        this(tls, disk, "localhost");
    }

    public TestSource(SSLContext tls, TestDisk disk, String host) {
        this.tls = tls;
        this.disk = disk;
        this.host = host;
        start();
    }

    public void start() {
        try {
            server = HttpsServer.create(new InetSocketAddress(address(), port), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        port = server.getAddress().getPort();
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ours = tls.getDefaultSSLParameters();
                ours.setNeedClientAuth(true);
                parameters.setSSLParameters(ours);
            }
        });
        server.createContext("/", this::handle);
        server.setExecutor(executor);
        server.start();
    }

    private InetAddress address() throws IOException {
        return host.contains(":") ? InetAddress.getByAddress(LOCAL) : InetAddress.getLoopbackAddress();
    }

    public void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
        executor.shutdownNow();
    }

    public PullSource source() {
        String base = "https://" + host + ":" + port + "/transfers/x/";
        return new PullSource(URI.create(base + "contents"), URI.create(base + "done"), disk.size());
    }

    public int port() {
        return port;
    }

    /** How many requests began with this. */
    public long count(String begin) {
        synchronized (heard) {
            return heard.stream().filter(line -> line.startsWith(begin)).count();
        }
    }

    public static Fault status(int status, String body) {
        return exchange -> {
            answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
            return false;
        };
    }

    public static Fault pass() {
        return exchange -> true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String range = exchange.getRequestHeaders().getFirst("Range");
        byte[] body = exchange.getRequestBody().readAllBytes();
        heard.add(exchange.getRequestMethod() + " " + path.substring(path.lastIndexOf('/') + 1)
                + (range == null ? "" : " " + range) + " " + new String(body, StandardCharsets.UTF_8).strip());
        try (exchange) {
            Fault fault = faults.poll();
            if (fault != null && !fault.pass(exchange)) {
                return;
            }
            if ((path.contains("to=") && !digests.pass(exchange))
                    || (path.endsWith("/contents") && !contents.pass(exchange))) {
                return;
            }
            if (path.endsWith("/done")) {
                exchange.sendResponseHeaders(204, -1);
            } else if (path.contains("/blocks")) {
                blocks(exchange);
            } else {
                contents(exchange, range);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void blocks(HttpExchange exchange) throws IOException {
        if (!blocks) {
            answer(exchange, 404, new byte[0]);
            return;
        }
        long from = parameter(exchange, "from", 0);
        long to = parameter(exchange, "to", Long.MAX_VALUE);
        boolean without = later && to == Long.MAX_VALUE && parameter(exchange, "digests", 0) < 0;
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            line(
                    out,
                    "{\"version\":1,\"size\":" + disk.size() + ",\"block\":" + TestDisk.BLOCK + ",\"etag\":\""
                            + tag.replace("\"", "\\\"") + "\",\"digest\":\"" + (without ? "later" : "sha-256") + "\"}");
            line(out, "");
            int count = 0;
            for (Map.Entry<Long, byte[]> block : disk.blocks().entrySet()) {
                if (block.getKey() >= from && block.getKey() < to) {
                    line(
                            out,
                            "[" + block.getKey() + "," + block.getValue().length
                                    + (without ? "]" : ",\"" + TestDisk.sha256(block.getValue()) + "\"]"));
                    count++;
                }
            }
            line(out, "{\"end\":true,\"blocks\":" + count + "}");
        }
    }

    /** A parameter that is a number; -1 for any other text. */
    private static long parameter(HttpExchange exchange, String name, long otherwise) {
        String query = exchange.getRequestURI().getQuery();
        for (String part : (query == null ? "" : query).split("&", -1)) {
            if (part.startsWith(name + "=")) {
                String value = part.substring(name.length() + 1);
                return value.matches("[0-9]+") ? Long.parseLong(value) : -1;
            }
        }
        return otherwise;
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void contents(HttpExchange exchange, String range) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Accept-Ranges", ranges ? "bytes" : "none");
        if (tellsDigest && !blocks) {
            exchange.getResponseHeaders()
                    .set(
                            "Repr-Digest",
                            "sha-256=:" + Base64.getEncoder().encodeToString(TestDisk.digest(disk.all())) + ":");
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(disk.size()));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        Matcher wanted = RANGE.matcher(range == null ? "" : range);
        String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
        if (ranges && wanted.matches() && (ifRange == null || ifRange.equals(tag))) {
            long from = Long.parseLong(wanted.group(1));
            long to = Math.min(Long.parseLong(wanted.group(2)), disk.size() - 1);
            if (from >= disk.size()) {
                answer(exchange, 416, new byte[0]);
                return;
            }
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + disk.size());
            exchange.sendResponseHeaders(206, to - from + 1);
            send(exchange.getResponseBody(), from, to + 1);
            return;
        }
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (coded && !accepted.startsWith("identity")) {
            String coding = accepted.replaceFirst("[,;].*", "");
            exchange.getResponseHeaders().set("Content-Encoding", coding);
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            OutputStream coder = coding.equals("gzip") ? new GZIPOutputStream(out) : new ZstdOutputStream(out);
            send(coder, 0, disk.size());
            coder.close();
            return;
        }
        exchange.sendResponseHeaders(200, disk.size());
        send(exchange.getResponseBody(), 0, disk.size());
    }

    private void send(OutputStream out, long from, long to) throws IOException, InterruptedException {
        long cut = cutAfter > 0 && cuts.getAndDecrement() > 0 ? from + cutAfter : Long.MAX_VALUE;
        for (long at = from; at < to; ) {
            if (at >= cut) {
                out.flush();
                throw new IOException("cut");
            }
            if (delay > 0) {
                Thread.sleep(delay);
            }
            byte[] bytes = disk.read(at, (int) Math.min(Math.min(piece, to - at), cut - at));
            if (flipAt >= at && flipAt < at + bytes.length && flips.getAndDecrement() > 0) {
                bytes = TestDisk.damaged(bytes, (int) (flipAt - at));
            }
            out.write(bytes);
            if (delay > 0) {
                out.flush();
            }
            sent.addAndGet(bytes.length);
            at += bytes.length;
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
