package org.gatehouse.luxi;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in for luxid at a real Unix socket: answers each method as told, with a result, an error, rubbish, silence or by
 * hanging up. One thread per connection, as luxid has. Can be stopped and started again like a daemon.
 */
public final class LuxiServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What the server does with one request. */
    public interface Script {
        /** Called on the connection's thread; returning without an answer keeps the connection open. */
        void play(Call call) throws IOException;
    }

    /** One request that arrived whole. */
    public static final class Call {
        private final SocketChannel channel;
        private final JsonNode request;

        private Call(SocketChannel channel, JsonNode request) {
            this.channel = channel;
            this.request = request;
        }

        /** The method's name. */
        public String method() {
            return request.path("method").asText();
        }

        /** The arguments as JSON text. */
        public JsonNode args() {
            return request.path("args");
        }

        /** Answers with a success. */
        public void succeed(String result) throws IOException {
            raw("{\"success\":true,\"result\":" + result + "}\u0003");
        }

        /** Answers with a failure. */
        public void fail(String result) throws IOException {
            raw("{\"success\":false,\"result\":" + result + "}\u0003");
        }

        /** Sends these characters, nothing added. */
        public void raw(String text) throws IOException {
            raw(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** Sends these bytes. */
        public void raw(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Closes the connection. */
        public void hangUp() throws IOException {
            channel.close();
        }
    }

    private final Path socket;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();
    private volatile ServerSocketChannel listener;
    private volatile Thread acceptor;
    private volatile boolean reads = true;

    private LuxiServer(Path socket) {
        this.socket = socket;
    }

    /** A server that listens in {@code directory}, whose path must be short. */
    public static LuxiServer in(Path directory) {
        LuxiServer server = new LuxiServer(directory.resolve("luxi"));
        server.start();
        return server;
    }

    /** The socket it listens at. */
    public Path socket() {
        return socket;
    }

    /** Answers {@code method} with this result from now on. */
    public LuxiServer answer(String method, String result) {
        return on(method, call -> call.succeed(result));
    }

    /** Does this when {@code method} is called. */
    public LuxiServer on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    /** Whether new connections are read from; otherwise they are accepted and left alone. */
    public LuxiServer reads(boolean now) {
        reads = now;
        return this;
    }

    /** The requests that arrived whole so far. */
    public List<Call> calls() {
        return calls;
    }

    /** How many connections were accepted so far. */
    public int accepted() {
        return accepted.size();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Starts listening, with a socket of its own. */
    public void start() {
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket), 128);
            listener = channel;
            acceptor = daemon(() -> accept(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the socket and all connections; the socket's file stays, as it does when luxid is killed. */
    public void stop() {
        try {
            listener.close();
            // The kernel goes on accepting until the thread in the middle of it has noticed.
            acceptor.join();
            hangUpAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes all connections and goes on listening. */
    public void hangUpAll() throws IOException {
        for (SocketChannel connection : List.copyOf(connections)) {
            connection.close();
            connections.remove(connection);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void accept(ServerSocketChannel channel) {
        try {
            while (true) {
                SocketChannel connection = channel.accept();
                connections.add(connection);
                accepted.add(connection);
                if (reads) {
                    daemon(() -> serve(connection));
                }
            }
        } catch (IOException e) {
            // Stopped.
        }
    }

    private void serve(SocketChannel connection) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        try (connection) {
            while (connection.read(chunk.clear()) >= 0) {
                for (chunk.flip(); chunk.hasRemaining(); ) {
                    byte next = chunk.get();
                    if (next == 3) {
                        play(connection, message.toByteArray());
                        message.reset();
                    } else {
                        message.write(next);
                    }
                }
            }
        } catch (IOException e) {
            // The client went, or the server was stopped.
        } finally {
            connections.remove(connection);
        }
    }

    private void play(SocketChannel connection, byte[] message) throws IOException {
        Call call = new Call(connection, MAPPER.readTree(message));
        calls.add(call);
        Script script = scripts.get(call.method());
        if (script == null) {
            call.fail("\"Failed to parse request: " + call.method() + "\"");
        } else {
            script.play(call);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "luxi-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
