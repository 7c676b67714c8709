package org.gatehouse.transfer.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gatehouse.http.BodyOutput;
import org.gatehouse.http.BreakOffServlet;
import org.gatehouse.transfer.body.OneDisk;
import org.gatehouse.transfer.body.Pieces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies on their way through a real container, whatever goes wrong with them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DownloadTest {
    private static final int PIECE = 50_000;
    private static final int PIECES = 20;

    @TempDir
    private Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Downloads downloads = new Downloads(timer, Duration.ofMinutes(1));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicLong offered = new AtomicLong();
    private final Server server = new Server(0);
    private Traffic traffic;
    private volatile Function<Integer, byte[]> content = number -> filled((byte) 'x');

    @BeforeEach
    void start() throws Exception {
        traffic = new Traffic(new OneDisk(directory.resolve("disk"), 5, new byte[1], new byte[1]).record());
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(BreakOffServlet.class, BreakOffServlet.MAPPING).setAsyncSupported(true);
        for (boolean coded : new boolean[] {false, true}) {
            ServletHolder sender = new ServletHolder(new Sender(coded));
            sender.setAsyncSupported(true);
            context.addServlet(sender, coded ? "/coded" : "/plain");
        }
        ServletHolder holder = new ServletHolder(new Holder());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/held");
        ServletHolder offerer = new ServletHolder(new Offerer());
        offerer.setAsyncSupported(true);
        context.addServlet(offerer, "/offered");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        held.countDown();
        downloads.close();
        server.stop();
        timer.shutdownNow();
    }

    private final class Sender extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final boolean coded;

        Sender(boolean coded) {
            this.coded = coded;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            new Download(downloads, traffic, new Numbered(), coded, Instant.MAX).begin(request, response);
        }
    }

    /** Does what Tomcat does over HTTP/2 when the reader's socket is full: whoever writes stays there. */
    private final class Holder extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            new Download(downloads, traffic, new Numbered(), false, Instant.MAX)
                    .begin(request, new HttpServletResponseWrapper(response) {
                        @Override
                        public ServletOutputStream getOutputStream() throws IOException {
                            return new Holding(super.getOutputStream());
                        }
                    });
        }
    }

    /** Offers a way past its stream, as our configuration of Tomcat does. */
    private final class Offerer extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ServletOutputStream out = response.getOutputStream();
            request.setAttribute(BodyOutput.ATTRIBUTE, new WritableByteChannel() {
                @Override
                public int write(ByteBuffer bytes) throws IOException {
                    byte[] taken = new byte[bytes.remaining()];
                    bytes.get(taken);
                    out.write(taken);
                    offered.addAndGet(taken.length);
                    return taken.length;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {}
            });
            new Download(downloads, traffic, new Numbered(), false, Instant.MAX).begin(request, response);
        }
    }

    private final class Holding extends ServletOutputStream {
        private final ServletOutputStream out;

        Holding(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            out.write(bytes, offset, length);
        }
    }

    private final class Numbered implements Pieces {
        private int number;

        @Override
        public Piece next() throws IOException {
            if (number == PIECES) {
                return null;
            }
            byte[] bytes = content.apply(number++);
            if (bytes == null) {
                throw new IOException("the disk is broken");
            }
            return new Piece(ByteBuffer.wrap(bytes), bytes.length);
        }

        @Override
        public void close() {}
    }

    private static byte[] filled(byte one) {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, one);
        return bytes;
    }

    private int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString(US_ASCII));
    }

    private void assertCut() {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> get("/plain").get(20, TimeUnit.SECONDS));
        assertInstanceOf(IOException.class, e.getCause());
        assertEquals(0, downloads.count());
        assertEquals(0, traffic.streams());
    }

    @Test
    void allOfItComes() throws Exception {
        traffic.enter();
        assertEquals(
                "x".repeat(PIECES * PIECE),
                get("/plain").get(20, TimeUnit.SECONDS).body());
        assertEquals(PIECES * PIECE, traffic.sent());
    }

    @Test
    void aShorterWayIsTakenIfThereIsOne() throws Exception {
        traffic.enter();
        assertEquals(
                "x".repeat(PIECES * PIECE),
                get("/offered").get(20, TimeUnit.SECONDS).body());
        assertEquals(PIECES * PIECE, offered.get());
    }

    @Test
    void aDiskThatCannotBeReadCutsIt() {
        content = number -> number < 7 ? filled((byte) 'x') : null;
        traffic.enter();

        assertCut();
    }

    @Test
    void wantOfMemoryCutsIt() throws Exception {
        content = number -> {
            if (number == 7) {
                throw new OutOfMemoryError("Cannot reserve direct memory, says this test");
            }
            return filled((byte) 'x');
        };
        traffic.enter();
        assertCut();

        content = number -> filled((byte) 'y');
        traffic.enter();
        assertEquals(
                PIECES * PIECE,
                get("/plain").get(20, TimeUnit.SECONDS).body().length(),
                "the threads are there as before");
    }

    @Test
    void threadsThatAContainerHoldsAreReplaced() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            traffic.enter();
            slow.add(get("/held"));
        }
        traffic.enter();

        assertEquals(
                PIECES * PIECE, get("/plain").get(20, TimeUnit.SECONDS).body().length());
        held.countDown();
        for (CompletableFuture<HttpResponse<String>> one : slow) {
            assertEquals(PIECES * PIECE, one.get(20, TimeUnit.SECONDS).body().length());
        }
    }

    /** A reader that has asked for a coded body of many megabytes and takes nothing. */
    private Socket stalledReader() throws IOException {
        content = number -> new byte[1 << 20];
        traffic.enter();
        Socket reader = new Socket();
        reader.setReceiveBufferSize(4096);
        reader.connect(new InetSocketAddress("localhost", port()));
        reader.setSoTimeout(20_000);
        reader.getOutputStream().write("GET /coded HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        AtomicLong before = new AtomicLong();
        await().pollInterval(Duration.ofMillis(300)).until(() -> {
            long sent = traffic.sent();
            return before.getAndSet(sent) == sent && sent > 0;
        });
        return reader;
    }

    @Test
    void aBodyWithoutALengthIsCutBetweenItsChunks() throws Exception {
        try (Socket reader = stalledReader()) {
            traffic.close();
            DataInputStream in = new DataInputStream(new BufferedInputStream(reader.getInputStream()));
            while (!line(in).isEmpty()) {
                // One header after the other.
            }
            int chunks = 0;
            for (String length = line(in); !length.isEmpty(); length = line(in)) {
                int size = Integer.parseInt(length, 16);
                assertTrue(size > 0, "the body has an end");
                in.readFully(new byte[size]);
                assertEquals("", line(in));
                chunks++;
            }
            assertEquals(-1, in.read());
            assertTrue(chunks > 0 && traffic.sent() < (long) PIECES << 20, chunks + " chunks");
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Test
    void aReaderThatTakesNothingIsNotWaitedForLong() throws Exception {
        try (Socket reader = stalledReader()) {
            traffic.close();
            // What is to be broken off is looked at every now and then.
            await().atMost(Duration.ofSeconds(20)).until(() -> downloads.count() == 0);
            assertEquals(0, traffic.streams());
            assertFalse(reader.isClosed(), "it was the server that ended it");
        }
    }
}
