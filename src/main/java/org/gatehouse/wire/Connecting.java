package org.gatehouse.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.gatehouse.wire.ConnectFailedException.Kind;

/** Makes connections without waiting. A Unix socket accepts, refuses or is crowded at once; there is nothing in between. */
final class Connecting {
    private Connecting() {}

    /** A connected channel in non-blocking mode, or the reason why there is none. Never waits. */
    static SocketChannel connect(Path socket) throws ConnectFailedException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw new ConnectFailedException(Kind.OTHER, socket, e);
        }
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new ConnectFailedException(kindOf(e, socket), socket, e);
        } finally {
            if (!connected) {
                closeQuietly(channel);
            }
        }
        if (!connected) {
            // A full backlog, on JDKs that see a pending connection in it. It would never finish: the kernel has
            // forgotten about it.
            throw new ConnectFailedException(Kind.CROWDED, socket, null);
        }
        return channel;
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            System.getLogger(Connecting.class.getName()).log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }

    /** The exception's text follows the locale and its class the JDK's taste, so the file system is asked as well. */
    private static Kind kindOf(IOException failure, Path socket) {
        if (failure instanceof ConnectException) {
            return Kind.ABSENT;
        }
        if (failure instanceof BindException) {
            return Kind.FORBIDDEN;
        }
        try {
            Files.readAttributes(socket, BasicFileAttributes.class);
            // What is left for a socket that is there and ours to use is a full backlog.
            return Files.isWritable(socket) ? Kind.CROWDED : Kind.FORBIDDEN;
        } catch (NoSuchFileException e) {
            return Kind.ABSENT;
        } catch (AccessDeniedException e) {
            return Kind.FORBIDDEN;
        } catch (IOException e) {
            return Kind.OTHER;
        }
    }
}
