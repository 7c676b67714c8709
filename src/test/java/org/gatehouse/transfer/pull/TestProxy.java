package org.gatehouse.transfer.pull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that knows CONNECT only. */
final class TestProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final String answer;

    TestProxy() throws IOException {
        this("200 OK");
    }

    /** A proxy that answers to everything with this status; it does what it is asked to if that is 200. */
    TestProxy(String answer) throws IOException {
        this.answer = answer;
        executor.execute(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    executor.execute(() -> serve(client));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    List<String> heard() {
        return heard;
    }

    private void serve(Socket client) {
        try (client) {
            // Unbuffered enough: the client says nothing before it has its answer.
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String line = reader.readLine();
            heard.add(line);
            for (String header = reader.readLine(); !header.isEmpty(); header = reader.readLine()) {
                heard.add(header);
            }
            byte[] head = ("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            if (!answer.startsWith("200")) {
                client.getOutputStream().write(head);
                return;
            }
            URI target = URI.create("http://" + line.replaceFirst("CONNECT (\\S+) .*", "$1"));
            try (Socket server = new Socket(target.getHost(), target.getPort())) {
                client.getOutputStream().write(head);
                executor.execute(() -> move(client, server));
                move(server, client);
            }
        } catch (IOException e) {
            heard.add("broken: " + e);
        }
    }

    private void move(Socket from, Socket to) {
        byte[] bytes = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                to.getOutputStream().write(bytes, 0, count);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            heard.add("ended: " + e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        executor.shutdownNow();
    }
}
