package org.gatehouse.handler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * One request for disks: a line there, and a line back that may bring descriptors. Empty lines before it are signs of life.
 */
final class DisksExchange {
    private static final int CONNECT_MILLIS = 5000;
    private static final int CHUNK = 64 * 1024;
    private static final int LONGEST_LINE = 8 << 20;

    /** Room for many more descriptors than are ever sent. */
    private static final int ANCILLARY_BYTES = 512;

    private DisksExchange() {}

    /** Connects. */
    static Descriptors connect(Path path) throws IOException {
        AFUNIXSocket socket = AFUNIXSocket.newInstance();
        try {
            socket.setAncillaryReceiveBufferSize(ANCILLARY_BYTES);
            connect(socket, path);
            return new Descriptors(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The handler's answer, which is a good one; what descriptors have come is in {@code given}, whatever happens. */
    static Map<String, Object> ask(Descriptors given, Duration silence, Map<String, ?> request) throws IOException {
        AFUNIXSocket socket = given.socket();
        socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
        socket.getOutputStream().write(HandlerJson.line(request));
        socket.getOutputStream().flush();
        return good(line(given, silence));
    }

    private static void connect(AFUNIXSocket socket, Path path) throws IOException {
        try {
            socket.connect(AFUNIXSocketAddress.of(path), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new IOException(
                    "the handler's socket for disks, " + path + ", cannot be connected to: does gatehouse-handler run?",
                    e);
        }
    }

    private static byte[] line(Descriptors given, Duration silence) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = given.socket().getInputStream();
        byte[] chunk = new byte[CHUNK];
        while (true) {
            int count;
            try {
                count = in.read(chunk);
            } catch (SocketTimeoutException e) {
                throw new IOException("the handler said nothing about the disk for " + silence.toSeconds() + " s", e);
            } finally {
                // Each belongs to this process from here on, even if the line is never whole.
                given.take();
            }
            if (count < 0) {
                throw new IOException("the handler hung up before it answered: may this user ask for disks?");
            }
            int start = 0;
            while (line.size() == 0 && start < count && chunk[start] == '\n') {
                start++;
            }
            line.write(chunk, start, count - start);
            if (line.size() > 0 && chunk[count - 1] == '\n') {
                return line.toByteArray();
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("the handler's answer is too long");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while the handler opens a disk");
            }
        }
    }

    private static Map<String, Object> good(byte[] line) throws IOException {
        if (!(HandlerJson.read(line) instanceof Map<?, ?> members)) {
            throw new IOException("the handler's answer is no JSON object");
        }
        if (!Boolean.TRUE.equals(members.get("ok"))) {
            throw new IOException(String.valueOf(members.get("error")));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        members.forEach((name, value) -> answer.put((String) name, value));
        return answer;
    }
}
