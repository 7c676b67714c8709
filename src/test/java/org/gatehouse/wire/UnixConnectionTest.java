package org.gatehouse.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.wire.ConnectFailedException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnixConnectionTest {
    private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

    @RegisterExtension
    final ListeningSocket peer = new ListeningSocket();

    @Test
    void bytesGoBothWays() throws IOException {
        try (var connection = UnixConnection.open(peer.path());
                var accepted = peer.accept()) {
            connection.write(ByteBuffer.wrap(ListeningSocket.bytes("ask")), LATER);
            assertEquals("ask", ListeningSocket.read(accepted, 3));
            ListeningSocket.write(accepted, "answer");
            ByteBuffer answer = ByteBuffer.allocate(10);
            assertEquals(6, connection.read(answer, LATER));
        }
    }

    @Test
    void readingWaitsForTheDeadlineAndNoLonger() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            Deadline soon = Deadline.after(Duration.ofMillis(100));
            assertThrows(DeadlinePassedException.class, () -> connection.read(ByteBuffer.allocate(1), soon));
            assertTrue(soon.hasPassed());
        }
    }

    @Test
    void writingWaitsForTheDeadlineAndSaysWhatIsLeft() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            ByteBuffer large = ByteBuffer.allocate(8 << 20);
            Deadline soon = Deadline.after(Duration.ofMillis(100));
            assertThrows(DeadlinePassedException.class, () -> connection.write(large, soon));
            assertTrue(large.hasRemaining() && large.position() > 0);
        }
    }

    @Test
    void aPeerThatHasReadEverythingAndGoesIsTheEnd() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            connection.write(ByteBuffer.wrap(ListeningSocket.bytes("ask")), LATER);
            try (var accepted = peer.accept()) {
                ListeningSocket.read(accepted, 3);
            }
            assertEquals(-1, connection.read(ByteBuffer.allocate(1), LATER));
        }
    }

    @Test
    void aPeerThatGoesWithoutHavingReadEverythingIsKnown() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            connection.write(ByteBuffer.wrap(ListeningSocket.bytes("ask")), LATER);
            try (var accepted = peer.accept()) {
                ListeningSocket.read(accepted, 2);
            }
            ConnectionLostException loss =
                    assertThrows(ConnectionLostException.class, () -> connection.read(ByteBuffer.allocate(1), LATER));
            assertTrue(loss.unread());
        }
    }

    @Test
    void aListenerThatGoesWithoutHavingAcceptedIsKnown() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            connection.write(ByteBuffer.wrap(ListeningSocket.bytes("ask")), LATER);
            peer.stop();
            ConnectionLostException loss =
                    assertThrows(ConnectionLostException.class, () -> connection.read(ByteBuffer.allocate(1), LATER));
            assertTrue(loss.unread());
        }
    }

    @Test
    void writingToAPeerThatIsGoneLeavesTheBytes() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            peer.accept().close();
            ByteBuffer bytes = ByteBuffer.wrap(ListeningSocket.bytes("ask"));
            assertThrows(ConnectionLostException.class, () -> connection.write(bytes, LATER));
            assertEquals(3, bytes.remaining());
        }
    }

    @Test
    void aConnectionIsQuietUntilThePeerSpeaksOrGoes() throws IOException {
        try (var silent = UnixConnection.open(peer.path());
                var silentPeer = peer.accept();
                var spoken = UnixConnection.open(peer.path());
                var spokenPeer = peer.accept();
                var left = UnixConnection.open(peer.path())) {
            peer.accept().close();
            ListeningSocket.write(spokenPeer, "x");
            assertTrue(silentPeer.isOpen());
            assertTrue(silent.isQuiet());
            assertFalse(spoken.isQuiet());
            assertFalse(left.isQuiet());
        }
    }

    @Test
    void interruptingAWaitClosesTheConnection() throws Exception {
        try (var connection = UnixConnection.open(peer.path())) {
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread reader = new Thread(() -> outcome.complete(
                    assertThrows(IOException.class, () -> connection.read(ByteBuffer.allocate(1), LATER))));
            reader.start();
            reader.interrupt();
            assertInstanceOf(InterruptedIOException.class, outcome.get());
            assertFalse(connection.isQuiet());
        }
    }

    @Test
    void closingFromAnotherThreadEndsAWait() throws Exception {
        UnixConnection connection = UnixConnection.open(peer.path());
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread reader = new Thread(() -> outcome.complete(
                assertThrows(IOException.class, () -> connection.read(ByteBuffer.allocate(1), LATER))));
        reader.start();
        connection.close();
        assertInstanceOf(IOException.class, outcome.get());
    }

    @Test
    void theReasonForNoConnectionIsNamed() throws IOException {
        assertEquals(Kind.ABSENT, failure(peer.path().resolveSibling("none")));
        Path file = Files.createFile(peer.path().resolveSibling("file"));
        assertEquals(Kind.ABSENT, failure(file));
        Files.delete(file);
        peer.stop();
        assertEquals(Kind.ABSENT, failure(peer.path()));
    }

    @Test
    void aListenerWithTooManyCallersIsCrowded() throws IOException {
        List<UnixConnection> callers = new ArrayList<>();
        try {
            ConnectFailedException failure = assertThrows(ConnectFailedException.class, () -> {
                for (int i = 0; i < 100; i++) {
                    callers.add(UnixConnection.open(peer.path()));
                }
            });
            assertEquals(Kind.CROWDED, failure.kind());
        } finally {
            callers.forEach(UnixConnection::close);
        }
    }

    private static Kind failure(Path socket) {
        return assertThrows(ConnectFailedException.class, () -> UnixConnection.open(socket))
                .kind();
    }
}
