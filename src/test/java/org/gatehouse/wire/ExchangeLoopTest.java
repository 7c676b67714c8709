package org.gatehouse.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExchangeLoopTest {
    private static final byte END = '\n';
    private static final int LONGEST = 100;
    private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

    @RegisterExtension
    final ListeningSocket peer = new ListeningSocket();

    @Test
    void anAnswerEndsWithItsLastByteHoweverItArrives() throws IOException {
        try (ExchangeLoop loop = loop(10)) {
            CompletableFuture<byte[]> answer = start(loop, peer.path(), LATER);
            try (var accepted = peer.accept()) {
                assertEquals("ask\n", ListeningSocket.read(accepted, 4));
                ListeningSocket.write(accepted, "he");
                ListeningSocket.write(accepted, "llo\nrest");
                assertArrayEquals(ListeningSocket.bytes("hello"), answer.join());
            }
        }
    }

    @Test
    void aMessageLargerThanTheSocketsBufferIsWrittenBitByBit() throws IOException {
        byte[] message = new byte[4 << 20];
        try (ExchangeLoop loop = loop(10)) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            loop.start(peer.path(), message, LATER, outcome(answer));
            try (var accepted = peer.accept()) {
                ListeningSocket.read(accepted, message.length);
                ListeningSocket.write(accepted, "x\n");
                assertArrayEquals(ListeningSocket.bytes("x"), answer.join());
            }
        }
    }

    @Test
    void aDeadlinePasses() {
        try (ExchangeLoop loop = loop(10)) {
            assertInstanceOf(
                    DeadlinePassedException.class,
                    failure(start(loop, peer.path(), Deadline.after(Duration.ofMillis(100)))));
            assertEquals(0, loop.underWay());
        }
    }

    @Test
    void aPeerThatGoesIsALostConnection() throws IOException {
        try (ExchangeLoop loop = loop(10)) {
            CompletableFuture<byte[]> answer = start(loop, peer.path(), LATER);
            peer.accept().close();
            assertInstanceOf(ConnectionLostException.class, failure(answer));
        }
    }

    @Test
    void nobodyThereIsAFailedConnection() {
        try (ExchangeLoop loop = loop(10)) {
            ConnectFailedException failure = assertInstanceOf(
                    ConnectFailedException.class, failure(start(loop, Path.of("/nonexistent/x"), LATER)));
            assertEquals(ConnectFailedException.Kind.ABSENT, failure.kind());
        }
    }

    @Test
    void aFullLoopIsCrowded() {
        try (ExchangeLoop loop = loop(1)) {
            ExchangeLoop.Exchange first = loop.start(peer.path(), new byte[] {END}, LATER, outcome(null));
            ConnectFailedException failure =
                    assertInstanceOf(ConnectFailedException.class, failure(start(loop, peer.path(), LATER)));
            assertEquals(ConnectFailedException.Kind.CROWDED, failure.kind());
            first.cancel();
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws IOException {
        try (ExchangeLoop loop = loop(10)) {
            CompletableFuture<byte[]> answer = start(loop, peer.path(), LATER);
            try (var accepted = peer.accept()) {
                ListeningSocket.write(accepted, "much too long".repeat(10));
                assertInstanceOf(IOException.class, failure(answer));
            }
        }
    }

    @Test
    void anOutcomeThatThrowsHarmsNoOther() throws IOException {
        try (ExchangeLoop loop = loop(10)) {
            loop.start(peer.path(), ListeningSocket.bytes("ask\n"), LATER, outcome(null));
            peer.accept().close();
            CompletableFuture<byte[]> answer = start(loop, peer.path(), LATER);
            try (var accepted = peer.accept()) {
                ListeningSocket.write(accepted, "x\n");
                assertArrayEquals(ListeningSocket.bytes("x"), answer.join());
            }
        }
    }

    @Test
    void aParkedConnectionLivesAsLongAsItsPeerSpeaks() throws IOException {
        try (ExchangeLoop loop = loop(10)) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            UnixConnection connection = UnixConnection.open(peer.path());
            connection.write(ByteBuffer.wrap(ListeningSocket.bytes("ask")), LATER);
            loop.park(connection, Duration.ofMillis(300), outcome(answer));
            try (var accepted = peer.accept()) {
                for (int i = 0; i < 5; i++) {
                    assertThrows(TimeoutException.class, () -> answer.get(100, TimeUnit.MILLISECONDS));
                    ListeningSocket.write(accepted, "x");
                }
                ListeningSocket.write(accepted, "\n");
                assertArrayEquals(ListeningSocket.bytes("xxxxx"), answer.join());
            }
        }
    }

    @Test
    void aParkedConnectionEndsWhenItsPeerIsSilent() throws IOException {
        try (ExchangeLoop loop = loop(10)) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            loop.park(UnixConnection.open(peer.path()), Duration.ofMillis(100), outcome(answer));
            try (var accepted = peer.accept()) {
                ListeningSocket.write(accepted, "x");
                assertInstanceOf(DeadlinePassedException.class, failure(answer));
                assertEquals(-1, accepted.read(ByteBuffer.allocate(1)));
            }
        }
    }

    @Test
    void aFullOrClosedLoopClosesTheConnection() throws IOException {
        ExchangeLoop loop = loop(0);
        for (int i = 0; i < 2; i++) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            loop.park(UnixConnection.open(peer.path()), Duration.ofMinutes(1), outcome(answer));
            assertInstanceOf(IOException.class, failure(answer));
            try (var accepted = peer.accept()) {
                assertEquals(-1, accepted.read(ByteBuffer.allocate(1)));
            }
            loop.close();
        }
    }

    @Test
    void closingFailsWhatIsParkedAndWhatComesLater() {
        ExchangeLoop loop = loop(10);
        CompletableFuture<byte[]> parked = start(loop, peer.path(), LATER);
        loop.close();
        loop.close();

        assertInstanceOf(ClosedChannelException.class, failure(parked));
        assertInstanceOf(ClosedChannelException.class, failure(start(loop, peer.path(), LATER)));
    }

    private static ExchangeLoop loop(int most) {
        return new ExchangeLoop("loop-test", most);
    }

    private static CompletableFuture<byte[]> start(ExchangeLoop loop, Path socket, Deadline deadline) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        loop.start(socket, ListeningSocket.bytes("ask\n"), deadline, outcome(answer));
        return answer;
    }

    /** Reports to the future, or throws when there is none. */
    private static Conversation outcome(CompletableFuture<byte[]> answer) {
        return new DelimitedAnswer(END, LONGEST, new DelimitedAnswer.Outcome() {
            @Override
            public void answered(byte[] bytes) {
                answer.complete(bytes);
            }

            @Override
            public void failed(IOException cause) {
                answer.completeExceptionally(cause);
            }
        });
    }

    private static Throwable failure(CompletableFuture<?> answer) {
        return assertThrows(CompletionException.class, answer::join).getCause();
    }
}
