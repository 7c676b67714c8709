package org.gatehouse.transfer.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLServerSocket;
import org.gatehouse.transfer.pull.PullException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a source sends without giving anything does not renew the patience with it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PatienceTest {
    private static final long MIB = 1024 * 1024;
    private static final PullTimes QUICK = new PullTimes(
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(700),
            Duration.ofMillis(500),
            Duration.ofMillis(20));

    @TempDir
    Path directory;

    private final TestDisk disk = TestDisk.full(3 * MIB + 5, 7);
    private TestPapers papers;
    private TestSource source;

    @BeforeEach
    void start() {
        papers = new TestPapers(directory.resolve("papers"));
        source = new TestSource(papers.server(), disk);
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private PullException failure(PullSource from, String coding) throws Exception {
        PullOptions options = new PullOptions(Duration.ofMillis(600), Optional.empty(), List.of(coding), 2);
        long begin = System.nanoTime();
        try (Puller puller = new Puller(papers.client(), options, QUICK);
                FileTarget target = new FileTarget(directory.resolve("disk"), disk.size(), true)) {
            PullException e = assertThrows(
                    PullException.class,
                    () -> puller.pull(from, target, PullJournal.none(), new PullWatcher() {
                        @Override
                        public void progress(PullProgress progress) {}

                        @Override
                        public void note(String text) {}
                    }));
            assertEquals(Kind.PATIENCE, e.kind(), e.getMessage());
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.compareTo(Duration.ofSeconds(8)) < 0, took.toString());
            return e;
        }
    }

    /** What is written again and again until nobody reads it. */
    private static boolean endless(HttpExchange exchange, String beginning, byte[] again, int pause)
            throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(beginning.getBytes(StandardCharsets.US_ASCII));
        while (true) {
            out.write(again);
            if (pause > 0) {
                out.flush();
                Thread.sleep(pause);
            }
        }
    }

    private String head(String digest) {
        return "{\"version\":1,\"size\":" + disk.size() + ",\"block\":" + TestDisk.BLOCK
                + ",\"etag\":\"\\\"one\\\"\",\"digest\":\"" + digest + "\"}\n";
    }

    @Test
    void emptyLinesInTheListOfBlocks() throws Exception {
        for (int pause : new int[] {10, 0}) {
            for (String beginning : List.of("", head("sha-256"), head("later"))) {
                source.faults.clear();
                for (int i = 0; i < 50; i++) {
                    source.faults.add(exchange -> endless(exchange, beginning, new byte[] {'\n'}, pause));
                }

                PullException e = failure(source.source(), "identity");

                assertTrue(
                        e.getMessage().startsWith("less than 1 MiB came in 0.6 s; last: the source"), e.getMessage());
            }
        }
    }

    @Test
    void aLineThatNeverEndsAndAListThatBeginsAnewEachTime() throws Exception {
        for (int i = 0; i < 50; i++) {
            source.faults.add(exchange -> endless(exchange, head("sha-256"), new byte[] {'['}, 100));
        }
        failure(source.source(), "identity");

        source.faults.clear();
        for (int i = 0; i < 500; i++) {
            source.faults.add(exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(head("sha-256").getBytes(StandardCharsets.US_ASCII));
                exchange.getResponseBody().flush();
                throw new IOException("cut");
            });
        }
        failure(source.source(), "identity");
    }

    @Test
    void digestsThatNeverCome() throws Exception {
        source.digests = exchange -> endless(exchange, head("sha-256"), new byte[] {'\n'}, 10);

        failure(source.source(), "identity");
    }

    @Test
    void aCodedStreamOfNothing() throws Exception {
        // An empty stored block.
        byte[] nothing = {0, 0, 0, (byte) 0xff, (byte) 0xff};
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        new GZIPOutputStream(header).flush();
        source.coded = true;
        source.contents = exchange -> {
            exchange.getResponseHeaders().set("ETag", source.tag);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(header.toByteArray());
            while (true) {
                exchange.getResponseBody().write(nothing);
            }
        };

        failure(source.source(), "gzip");
    }

    /** A server that answers whatever comes with the same bytes, again and again. */
    private PullException failure(String beginning, String again, int pause) throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket)
                papers.server().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket client = listener.accept();
                        new Thread(() -> repeat(client, beginning, again, pause)).start();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            server.start();
            String base = "https://localhost:" + listener.getLocalPort() + "/transfers/x/";
            return failure(
                    new PullSource(URI.create(base + "contents"), URI.create(base + "done"), disk.size()), "identity");
        }
    }

    private static void repeat(Socket client, String beginning, String again, int pause) {
        try (client) {
            OutputStream out = client.getOutputStream();
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(again.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.sleep(pause);
            }
        } catch (IOException e) {
            // The reader has gone.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void answersThatNeverBegin() throws Exception {
        failure("", "HTTP/1.1 103 Early Hints\r\n\r\n", 10);
        failure("HTTP/1.1 200 OK\r\n", "X: y\r\n", 100);
        failure("HTTP/1.1 200 OK\r\nX: ", "y", 100);
    }

    @Test
    void piecesThatNeverBegin() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        failure(head + "1;", "x", 50);
        failure("HTTP/1.1 503 Later\r\nContent-Length: 8000\r\n\r\n", "x", 50);
        failure("HTTP/1.1 503 Later\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x", 50);
    }

    @Test
    void whatIsNoHttpIsNotRepeated() throws Exception {
        for (String banner :
                List.of("SSH-2.0-secret\r\n", "HTTP/1.1 2xx secret\r\n\r\n", "HTTP/9.9 200 secret\r\n\r\n")) {
            PullException e = failure(banner, banner, 10);

            assertFalse(e.getMessage().contains("secret"), e.getMessage());
        }
    }

    @Test
    void aSourceMayWorkForAsLongAsReadingItsDiskTakes() throws Exception {
        Patience patience = new Patience(Duration.ofMillis(300), 600 * Patience.SLOWEST);
        for (int i = 0; i < 50; i++) {
            Thread.sleep(10);
            patience.working();
        }
        assertFalse(patience.isOver());
        while (!patience.isOver()) {
            Thread.sleep(10);
            patience.working();
        }
        assertThrows(PullException.class, () -> patience.left("nothing"));
        patience.gained(Patience.ENOUGH - 1);
        assertTrue(patience.isOver());
        patience.gained(1);
        assertFalse(patience.isOver());
    }
}
