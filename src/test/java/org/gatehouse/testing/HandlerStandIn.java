package org.gatehouse.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in for the privileged handler at a real Unix socket: plays a script for each method, and otherwise knows {@code version}
 * alone. One thread for each call. Can be stopped and started again like a daemon.
 */
public final class HandlerStandIn implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What becomes of one call. */
    public interface Script {
        /** Called on the call's own thread when the request is whole; afterwards the connection is closed. */
        void play(Call call) throws IOException, InterruptedException;
    }

    /** One call that arrived whole. */
    public static final class Call {
        private final SocketChannel channel;
        private final JsonNode head;
        private final byte[] body;

        private Call(SocketChannel channel, JsonNode head, byte[] body) {
            this.channel = channel;
            this.head = head;
            this.body = body.clone();
        }

        /** The header as it came. */
        public JsonNode head() {
            return head;
        }

        /** The method's name. */
        public String method() {
            return head.path("method").asText();
        }

        /** The body as it came. */
        public byte[] body() {
            return body.clone();
        }

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A child takes the call. */
        public Call accept() throws IOException {
            return frame('A', "{\"release\":\"3.0.2\",\"pid\":4711,\"ts\":" + now() + ",\"news\":{}}");
        }

        /** Tells bytes done of a total. */
        public Call progress(String item, long done, long total) throws IOException {
            return tell("{\"type\":\"progress\",\"ts\":" + now() + ",\"item\":\"" + item + "\",\"done\":" + done
                    + ",\"total\":" + total + ",\"unit\":\"bytes\"}");
        }

        /** Tells a line for the log; {@code text} has nothing to escape. */
        public Call log(String text) throws IOException {
            return tell(
                    "{\"type\":\"log\",\"ts\":" + now() + ",\"log_type\":\"message\",\"message\":\"" + text + "\"}");
        }

        /** Tells this JSON text. */
        public Call tell(String json) throws IOException {
            return frame('M', json);
        }

        /** Gives a sign of life. */
        public Call alive() throws IOException {
            return frame('K', "");
        }

        /** Ends with this answer, a line feed added. */
        public void answer(String json) throws IOException {
            end(200, json + "\n");
        }

        /** Ends without an answer. */
        public void refuse(int status, String text) throws IOException {
            end(status, text);
        }

        /** Sends one frame. */
        public Call frame(char type, String payload) throws IOException {
            return frame(type, payload.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends one frame. */
        public Call frame(char type, byte[] payload) throws IOException {
            send(channel, type, payload, 0, payload.length);
            return this;
        }

        /** Hangs up, as if the handler was killed. */
        public void hangUp() throws IOException {
            channel.close();
        }

        private void end(int status, String text) throws IOException {
            finish(channel, status, text);
        }

        private static String now() {
            Instant now = Instant.now();
            return "[" + now.getEpochSecond() + "," + now.get(ChronoField.MICRO_OF_SECOND) + "]";
        }
    }

    private final Path directory;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private volatile ServerSocketChannel listener;
    private volatile Thread acceptor;
    private volatile boolean refuses;
    private volatile int largestBody = Integer.MAX_VALUE;

    private HandlerStandIn(Path directory) {
        this.directory = directory;
    }

    /** One that listens, in a directory of its own with a short path. */
    public static HandlerStandIn listening() {
        try {
            HandlerStandIn handler = new HandlerStandIn(Files.createTempDirectory(Path.of("/tmp"), "gh"));
            handler.start();
            return handler.answer("version", "[true, 3000000]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The socket it listens at. */
    public Path socket() {
        return directory.resolve("s");
    }

    /** Accepts {@code method} and answers with this from now on. */
    public HandlerStandIn answer(String method, String json) {
        return on(method, call -> call.accept().answer(json));
    }

    /** Does this when {@code method} is called. */
    public HandlerStandIn on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    /** Whether callers are hung up on at once, as a user is who may not call. */
    public HandlerStandIn refusing(boolean now) {
        refuses = now;
        return this;
    }

    /** Larger bodies are not read to their end, but refused with 413. */
    public HandlerStandIn largestBody(int bytes) {
        largestBody = bytes;
        return this;
    }

    /** The calls that arrived whole so far. */
    public List<Call> calls() {
        return calls;
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Starts listening, with a socket of its own. */
    public void start() {
        try {
            Files.deleteIfExists(socket());
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket()), 128);
            listener = channel;
            acceptor = daemon(() -> accept(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies: hangs up on everybody. The socket's file stays. */
    public void stop() {
        try {
            listener.close();
            // The socket listens until the thread that accepts has let go of it.
            acceptor.join();
            for (SocketChannel connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Dies and leaves no trace. */
    @Override
    public void close() {
        stop();
        try {
            Files.deleteIfExists(socket());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            while (true) {
                SocketChannel connection = channel.accept();
                if (refuses) {
                    connection.close();
                } else {
                    connections.add(connection);
                    var unused = daemon(() -> serve(connection));
                }
            }
        } catch (IOException e) {
            // Stopped.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            Call call = read(connection);
            if (call != null) {
                calls.add(call);
                scripts.getOrDefault(call.method(), unknown -> unknown.refuse(404, "no such method"))
                        .play(call);
            }
        } catch (IOException | InterruptedException e) {
            // The caller went, or the stand-in was stopped.
        } finally {
            connections.remove(connection);
        }
    }

    /** The request, or {@code null} if it was not whole or has been refused. */
    private Call read(SocketChannel connection) throws IOException {
        JsonNode head = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            byte[] start = readFully(connection, 5);
            if (start == null) {
                return null;
            }
            char type = (char) start[0];
            byte[] payload = readFully(connection, ByteBuffer.wrap(start).getInt(1));
            if (payload == null) {
                return null;
            }
            if (type == 'H') {
                head = MAPPER.readTree(payload);
            } else if (type == 'B') {
                body.write(payload);
                if (body.size() > largestBody) {
                    finish(connection, 413, "the body is too large");
                    return null;
                }
            } else if (type == 'E') {
                return new Call(connection, head, body.toByteArray());
            }
        }
    }

    private static byte[] readFully(SocketChannel connection, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (connection.read(bytes) < 0) {
                return null;
            }
        }
        return bytes.array();
    }

    private static void finish(SocketChannel channel, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("{\"status\":" + status + ",\"length\":" + bytes.length + "}").getBytes(StandardCharsets.UTF_8);
        send(channel, 'S', head, 0, head.length);
        for (int done = 0; done < bytes.length; done += 1 << 20) {
            send(channel, 'B', bytes, done, Math.min(1 << 20, bytes.length - done));
        }
        send(channel, 'E', bytes, 0, 0);
    }

    private static void send(SocketChannel channel, char type, byte[] bytes, int offset, int length)
            throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(5 + length);
        frame.put((byte) type).putInt(length).put(bytes, offset, length).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "handler-stand-in");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
