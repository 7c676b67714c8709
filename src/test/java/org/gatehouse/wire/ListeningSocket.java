package org.gatehouse.wire;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The other side: a Unix socket that listens during a test, in a directory with a short path. */
final class ListeningSocket implements BeforeEachCallback, AfterEachCallback {
    private Path directory;
    private ServerSocketChannel listener;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "gh");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path()), 4);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        listener.close();
        Files.deleteIfExists(path());
        Files.delete(directory);
    }

    Path path() {
        return directory.resolve("s");
    }

    /** Stops listening; the socket's file stays. */
    void stop() throws IOException {
        listener.close();
    }

    SocketChannel accept() throws IOException {
        return listener.accept();
    }

    static String read(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Until all is there.
        }
        return new String(bytes.array(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(text));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
