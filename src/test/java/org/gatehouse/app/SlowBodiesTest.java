package org.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.testing.RecordingCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that come slowly, or not at all, hold no thread; what is refused is answered at once. */
class SlowBodiesTest {
    /** More than the container has threads. */
    private static final int MANY = 250;

    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private static GatehouseServer server;

    @BeforeAll
    static void start() {
        server = new GatehouseServer(new RecordingCluster(), Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Socket send(String user, String headers, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(15_000);
        String login = user.isEmpty() ? "" : "Authorization: " + GatehouseServer.as(user) + "\r\n";
        write(
                socket,
                "PUT /2/redistribute-config HTTP/1.1\r\nHost: x\r\n" + login + "Content-Type: application/json\r\n"
                        + headers + "\r\n" + body);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The head of the next answer; its body is skipped. */
    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            assertTrue(next >= 0, "no answer");
            head.append((char) next);
        }
        for (String line : head.toString().split("\r\n", -1)) {
            if (line.startsWith("Content-Length: ")) {
                int length = Integer.parseInt(line.substring(16));
                socket.getInputStream().readNBytes(length);
            }
        }
        return head.toString();
    }

    private static void assertResponsive() throws IOException {
        try (Socket socket = send("reader", "Content-Length: 0\r\n", "")) {
            assertTrue(head(socket).startsWith("HTTP/1.1 403 "));
        }
    }

    @Test
    void aBodyInPiecesIsReadAndTheConnectionGoesOn() throws Exception {
        try (Socket socket = send("admin", CHUNKED, "1\r\n{\r\n")) {
            Thread.sleep(50);
            write(socket, "1\r\n}\r\n");
            Thread.sleep(50);
            write(socket, "0\r\n\r\n");
            assertTrue(head(socket).startsWith("HTTP/1.1 200 "));

            write(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(head(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void aRefusalDoesNotWaitForTheBodyAndAnnouncesTheEndOfTheConnection() throws Exception {
        for (String framing : List.of(CHUNKED, "Content-Length: 100\r\n")) {
            try (Socket socket = send("", framing, framing.equals(CHUNKED) ? "1\r\n{\r\n" : "{")) {
                String head = head(socket);
                assertTrue(head.startsWith("HTTP/1.1 401 "), head);
                assertTrue(head.contains("Connection: close"), head);
            }
        }
    }

    @Test
    void aSmallBodyThatIsThereDoesNotCostARefusedClientItsConnection() throws Exception {
        try (Socket socket = send("reader", "Content-Length: 2\r\n", "{}")) {
            assertTrue(head(socket).startsWith("HTTP/1.1 403 "));
            write(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(head(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void onlyAWantedBodyIsAskedFor() throws Exception {
        String expect = "Expect: 100-continue\r\nContent-Length: 2\r\n";
        try (Socket socket = send("", expect, "")) {
            assertTrue(head(socket).startsWith("HTTP/1.1 401 "));
        }
        try (Socket socket = send("admin", expect, "")) {
            assertTrue(head(socket).startsWith("HTTP/1.1 100 "));
            write(socket, "{}");
            assertTrue(head(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void manySlowBodiesHoldNoThread() throws Exception {
        for (String user : List.of("admin", "")) {
            List<Socket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < MANY; i++) {
                    slow.add(send(user, "Content-Length: 1000\r\n", "{"));
                }
                assertResponsive();
                assertEquals(MANY, slow.size());
            } finally {
                for (Socket socket : slow) {
                    socket.close();
                }
            }
        }
    }
}
