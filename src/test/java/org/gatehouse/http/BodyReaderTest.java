package org.gatehouse.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More bodies at once than there is memory for. */
@Timeout(60)
class BodyReaderTest {
    private static final int ROOM = 3;
    /** Of which bodies get a sixth; a request takes 40 KiB. */
    private static final long HEAP = 6L * ROOM * (40 << 10);

    private static final String BODY = "0123456789";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Socket> sockets = new ArrayList<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private static final class Length extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            BodyReader.read(request, 1000, body -> response.getWriter().print(body.length()));
        }
    }

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter =
                new FilterHolder(new AnswerFilter(() -> "test", ErrorForm.OBJECT, new BodyReader(timer, HEAP)));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/body", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder servlet = new ServletHolder(new Length());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/body");
        ServletHolder continuation = new ServletHolder(new ContinuationServlet());
        continuation.setAsyncSupported(true);
        context.addServlet(continuation, ContinuationServlet.MAPPING);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket each : sockets) {
            each.close();
        }
        server.stop();
        timer.shutdownNow();
    }

    /** Begins a request with the first bytes of its body. */
    private Socket begin(int bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        write(socket, "PUT /body HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
        write(socket, BODY.substring(0, bytes));
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String end(Socket socket, int bytes) throws IOException {
        write(socket, BODY.substring(bytes));
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Test
    void theSlowestBodyMakesRoom() throws Exception {
        Socket some = begin(5);
        Socket slowest = begin(1);
        Socket more = begin(8);
        Thread.sleep(300);
        Socket last = begin(0);

        String refused = new String(slowest.getInputStream().readAllBytes(), ISO_8859_1);

        assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
        assertTrue(refused.contains("\r\nConnection: close\r\n"), refused);
        assertTrue(refused.contains("\r\nRetry-After: "), refused);
        for (String answer : List.of(end(some, 5), end(more, 8), end(last, 0))) {
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.endsWith("\r\n10") || answer.endsWith("\r\n10\r\n0\r\n\r\n"), answer);
        }
    }

    @Test
    void whatHasBeenAnsweredTakesNoRoom() throws Exception {
        for (int i = 0; i < 3 * ROOM; i++) {
            assertTrue(end(begin(5), 5).startsWith("HTTP/1.1 200 "));
        }
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < ROOM; i++) {
            all.add(begin(1));
        }
        int good = 0;
        for (Socket each : all) {
            good += end(each, 1).startsWith("HTTP/1.1 200 ") ? 1 : 0;
        }
        assertEquals(ROOM, good);
    }
}
