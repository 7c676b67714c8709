package org.gatehouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers whose readers take nothing, or not everything, from a server that has few threads. */
@Timeout(60)
class AsyncBodyWriterTest {
    private static final int THREADS = 10;
    private static final int LISTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long MEMORY = 4 << 20;
    private static final String ROW = "x".repeat(1000);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AnswerWriters writers = new AnswerWriters(timer, PATIENCE, LISTS, LISTS, MEMORY);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<Socket> sockets = new ArrayList<>();
    private final ServletContextHandler context = new ServletContextHandler();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = new Server(new QueuedThreadPool(THREADS));
        HttpConfiguration http = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                server, 1, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        writers.serve(context.getServletContext());
        context.addServlet(new ServletHolder(new Answering()), "/*");
        context.addServlet(new ServletHolder(new BreakOffServlet()), "/.break-off");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop();
        writers.close();
        timer.shutdownNow();
    }

    /** {@code /small}, {@code /list?ROWS}, {@code /fail?ROWS} and {@code /refused}. */
    private final class Answering extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String query = request.getQueryString();
            int rows = query == null ? 0 : Integer.parseInt(query);
            Answer answer = switch (request.getRequestURI()) {
                case "/small" -> new JsonAnswer("small");
                case "/list" -> new StreamedAnswer(() -> new Counted(rows, false));
                case "/fail" -> new StreamedAnswer(() -> new Counted(rows, true));
                default -> new ErrorAnswer(new HttpError(403));
            };
            try {
                answer.send(request, response);
            } catch (HttpError e) {
                ErrorAnswer.write(request, response, e);
            }
        }
    }

    /** An array of so many rows, after which it may fail. */
    private final class Counted implements JsonSource {
        private final int rows;
        private final boolean fails;
        private int count;

        Counted(int rows, boolean fails) {
            this.rows = rows;
            this.fails = fails;
            opened.incrementAndGet();
        }

        @Override
        public boolean writeNext(JsonStream out) throws IOException {
            if (count == 0) {
                out.beginArray();
            }
            if (count++ < rows) {
                out.value(ROW);
                return true;
            }
            if (fails) {
                throw new HttpError(502, "it failed");
            }
            out.endArray();
            return false;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), ((ServerConnector) server.getConnectors()[0]).getLocalPort()));
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private Socket send(String path) throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
        return socket;
    }

    private String get(String path) throws IOException {
        return new String(send(path).getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Test
    void aListIsWhole() throws Exception {
        String shortList = get("/list?2");
        assertTrue(shortList.contains("\r\nContent-Length: "), shortList);
        assertTrue(shortList.endsWith("[\"" + ROW + "\", \"" + ROW + "\"]\n"), shortList);
        String longList = get("/list?1000");
        assertTrue(longList.contains("\r\nTransfer-Encoding: chunked\r\n"));
        assertTrue(longList.endsWith("\r\n0\r\n\r\n"));
        assertTrue(longList.length() > 1_000_000, "length " + longList.length());
        assertEquals(2, closed.get());
    }

    @Test
    void whatFailsEarlyIsAnErrorAndWhatFailsLateIsBrokenOff() throws Exception {
        String early = get("/fail?3");
        assertTrue(early.startsWith("HTTP/1.1 502 "), early);
        assertTrue(early.contains("\"it failed\""), early);
        String late = get("/fail?1000");
        assertTrue(late.startsWith("HTTP/1.1 200 "));
        assertFalse(late.endsWith("\r\n0\r\n\r\n"));
        assertEquals(2, closed.get());
        assertEquals(0, writers.count());
    }

    @Test
    void aReaderWhoTakesNothingIsCutOff() throws Exception {
        Socket socket = send("/list?20000");
        await().atMost(Duration.ofSeconds(15)).until(() -> closed.get() == 1);
        byte[] got = socket.getInputStream().readAllBytes();

        assertTrue(got.length < 20_000_000, "cut after " + got.length);
        assertFalse(new String(got, ISO_8859_1).endsWith("\r\n0\r\n\r\n"));
        assertEquals(0, writers.count());
    }

    @Test
    void listsOfOneCallerAreLimitedAndTheRestWaitsForAMoment() throws Exception {
        for (int i = 0; i < LISTS; i++) {
            send("/list?20000");
        }
        await().until(() -> opened.get() == LISTS);
        Socket waiting = send("/list?1");
        String refused = new String(waiting.getInputStream().readAllBytes(), ISO_8859_1);
        assertTrue(refused.startsWith("HTTP/1.1 429 ") || refused.startsWith("HTTP/1.1 200 "), refused);
        assertEquals(refused.contains(" 429 "), refused.contains("\r\nRetry-After: "), refused);
        // Whoever took nothing has been cut off by now.
        await().atMost(Duration.ofSeconds(15)).until(() -> closed.get() >= LISTS);
        assertTrue(get("/list?1").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void streamsThatTakeNothingHoldNoThreads() throws Exception {
        for (String path : List.of("/small", "/refused", "/list?20000")) {
            Http2 client = new Http2(connect(), 0);
            for (int i = 0; i < 3 * THREADS; i++) {
                client.get(path);
            }
            long start = System.nanoTime();
            assertTrue(get("/small").endsWith("\"small\"\n"));
            assertTrue(
                    System.nanoTime() - start < PATIENCE.toNanos() / 2,
                    "others wait for " + Duration.ofNanos(System.nanoTime() - start));
            client.socket.close();
        }
        await().atMost(Duration.ofSeconds(15)).until(() -> writers.count() == 0 && opened.get() == closed.get());
    }

    @Test
    void manyWhoTakeNothingDoNotFillTheMemory() throws Exception {
        try (AnswerWriters patient = new AnswerWriters(timer, Duration.ofHours(1), LISTS, LISTS, MEMORY)) {
            patient.serve(context.getServletContext());
            for (int each = 0; each < 2; each++) {
                Http2 client = new Http2(connect(), 0);
                for (int i = 0; i < 100; i++) {
                    client.get("/small");
                }
            }
            await().until(() -> patient.count() == 200);
            // Whoever has taken nothing for a second makes room.
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                assertTrue(get("/small").endsWith("\"small\"\n"));
                return patient.count() < 110;
            });
        }
    }

    @Test
    void anAnswerIsSentWhenTheWindowOpens() throws Exception {
        Http2 client = new Http2(connect(), 0);
        int stream = client.get("/small");
        client.frame(8, 0, stream, new byte[] {0, 0, 1, 0});

        assertEquals("\"small\"\n", client.body(stream));
    }

    /** As little of HTTP/2 as is needed, by prior knowledge. */
    private static final class Http2 {
        private final Socket socket;
        private final DataOutputStream out;
        private int next = 1;

        Http2(Socket socket, int window) throws IOException {
            this.socket = socket;
            this.out = new DataOutputStream(socket.getOutputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
            frame(4, 0, 0, new byte[] {0, 4, 0, 0, (byte) (window >> 8), (byte) window});
        }

        void frame(int type, int flags, int stream, byte[] payload) throws IOException {
            out.writeShort(payload.length >> 8);
            out.writeByte(payload.length);
            out.writeByte(type);
            out.writeByte(flags);
            out.writeInt(stream);
            out.write(payload);
            out.flush();
        }

        int get(String path) throws IOException {
            ByteArrayOutputStream headers = new ByteArrayOutputStream();
            headers.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, 0x04, (byte) path.length()});
            headers.writeBytes(path.getBytes(ISO_8859_1));
            headers.writeBytes(new byte[] {0x01, 1, 'x'});
            int stream = next;
            next += 2;
            frame(1, 5, stream, headers.toByteArray());
            return stream;
        }

        /** What comes in until the stream ends. */
        String body(int stream) throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int of = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (of == stream && type == 0) {
                    body.writeBytes(payload);
                }
                if (of == stream && type <= 1 && (flags & 1) != 0) {
                    return body.toString(ISO_8859_1);
                }
            }
        }
    }
}
