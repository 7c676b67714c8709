package org.gatehouse.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FrameTest {
    @RegisterExtension
    final ListeningSocket peer = new ListeningSocket();

    private final List<String> frames = new ArrayList<>();
    private final FrameReader reader = new FrameReader();

    @Test
    void framesAreReadWhereverTheyAreCut() throws IOException {
        byte[] bytes = ListeningSocket.bytes("A\0\0\0\u0003abcK\0\0\0\0E\0\0\0\u0001xrest");
        for (int i = 0; i < bytes.length - 5; i++) {
            assertFalse(read(new byte[] {bytes[i]}));
        }
        assertTrue(read(new byte[] {bytes[bytes.length - 5]}));
        assertEquals(List.of("A abc", "K ", "E x"), frames);

        ByteBuffer atOnce = ByteBuffer.wrap(bytes);
        assertTrue(reader.read(atOnce, this::take));
        assertEquals(4, atOnce.remaining());
    }

    @Test
    void aFrameThatIsTooLargeIsRefused() {
        assertThrows(IOException.class, () -> read(new byte[] {'B', 0, 0x10, 0, 1}));
        assertThrows(
                IOException.class,
                () -> new FrameReader().read(ByteBuffer.wrap(new byte[] {'B', -1, 0, 0, 0}), this::take));
    }

    @Test
    void framesAreWrittenHoweverLargeTheyAre() throws IOException {
        byte[] large = "0123456789".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        try (var connection = UnixConnection.open(peer.path());
                var accepted = peer.accept()) {
            FrameWriter writer = new FrameWriter(connection, Duration.ofSeconds(10));
            writer.write('H', new byte[] {'h'}, 0, 1);
            writer.write('B', large, 10, large.length - 10);
            writer.write('E', large, 0, 0);
            writer.flush();

            ByteBuffer received = ByteBuffer.allocate(6 + 5 + large.length - 10 + 5);
            while (received.hasRemaining()) {
                assertTrue(accepted.read(received) > 0);
            }
            assertTrue(reader.read(received.flip(), this::take));
        }
        assertEquals("H h", frames.get(0));
        assertEquals("B " + new String(large, 10, large.length - 10, StandardCharsets.UTF_8), frames.get(1));
        assertEquals("E ", frames.get(2));
    }

    @Test
    void writingToAPeerThatDoesNotReadEndsInTime() throws IOException {
        try (var connection = UnixConnection.open(peer.path())) {
            FrameWriter writer = new FrameWriter(connection, Duration.ofMillis(100));
            byte[] large = new byte[8 << 20];
            assertThrows(DeadlinePassedException.class, () -> writer.write('B', large, 0, large.length));
        }
    }

    private boolean read(byte[] bytes) throws IOException {
        return reader.read(ByteBuffer.wrap(bytes), this::take);
    }

    private boolean take(char type, byte[] payload) {
        frames.add(type + " " + new String(payload, StandardCharsets.UTF_8));
        return type == 'E';
    }
}
