package org.gatehouse.transfer.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.gatehouse.cluster.Extent;
import org.gatehouse.transfer.body.OneDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DigestsTest {
    private static final int SIZE = (1 << 20) + 7;

    @TempDir
    private Path directory;

    private OneDisk disk;
    private Digests digests;
    private String digest;

    @BeforeEach
    void makeDisk() throws Exception {
        Path file = directory.resolve("disk");
        disk = new OneDisk(file, SIZE, "beginning".getBytes(US_ASCII), "the end".getBytes(US_ASCII));
        digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        digests = new Digests(disk, directory.resolve("state"));
    }

    @AfterEach
    void close() {
        digests.close();
    }

    @Test
    void itIsKnownSomeTimeAfterItWasWanted() throws Exception {
        Traffic traffic = new Traffic(disk.record());
        digests.want(traffic);
        digests.want(traffic);

        assertEquals(digest, await(traffic));
        assertEquals(1, disk.opened());
    }

    @Test
    void holesAreNotRead() throws Exception {
        // One that is at neither end of the disk nor of a piece, and one that is said to end behind it.
        disk.claim(List.of(new Extent(0, 9), new Extent(SIZE - 7, 100)));
        Traffic traffic = new Traffic(disk.record());
        digests.want(traffic);

        assertEquals(digest, await(traffic));
    }

    @Test
    void itOutlivesTheProcess() throws Exception {
        Traffic traffic = new Traffic(disk.record());
        digests.want(traffic);
        await(traffic);
        await(() -> Files.exists(file()));

        try (Digests later = new Digests(disk, directory.resolve("state"))) {
            Traffic again = new Traffic(disk.record());
            later.want(again);
            assertEquals(digest, again.digest().orElseThrow());
        }
        assertEquals(1, disk.opened());
    }

    @Test
    void whatIsForgottenLeavesNothing() throws Exception {
        Traffic traffic = new Traffic(disk.record());
        digests.want(traffic);
        await(() -> Files.exists(file()));
        digests.forget(OneDisk.ID);

        assertFalse(Files.exists(file()));
    }

    @Test
    void aDiskThatIsTooShortHasNone() throws Exception {
        OneDisk longer = new OneDisk(directory.resolve("other"), SIZE, new byte[1], new byte[1]);
        Files.write(directory.resolve("other"), new byte[5]);
        try (Digests others = new Digests(longer, directory.resolve("state"))) {
            Traffic traffic = new Traffic(longer.record());
            others.want(traffic);
            await(() -> longer.opened() == 1);
            // It may be asked again.
            await(() -> {
                others.want(traffic);
                return longer.opened() > 1;
            });

            assertTrue(traffic.digest().isEmpty());
        }
    }

    private Path file() {
        return directory.resolve("state").resolve(OneDisk.ID + ".sha256");
    }

    private static String await(Traffic traffic) throws InterruptedException {
        await(() -> traffic.digest().isPresent());
        return traffic.digest().orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }
}
