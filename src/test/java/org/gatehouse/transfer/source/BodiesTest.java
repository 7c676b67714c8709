package org.gatehouse.transfer.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.http.HttpError;
import org.gatehouse.transfer.body.OneDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodiesTest {
    private static final BlocksRequest ALL = new BlocksRequest(0, Long.MAX_VALUE, false);
    private static final BlocksRequest SOME = new BlocksRequest(0, 10, false);

    @TempDir
    private Path directory;

    private OneDisk disk;
    private Bodies bodies;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = new OneDisk(directory.resolve("disk"), 100, new byte[1], new byte[1]);
        bodies = new Bodies(disk, directory.resolve("state"));
    }

    @Test
    void whoComesWhileTooMuchIsReadIsToldToComeAgain() {
        // What is closed takes as little as what is full.
        bodies.close();
        HttpError error = assertThrows(HttpError.class, () -> bodies.blocks(ALL, new Traffic(disk.record())));
        assertEquals(503, error.status());
        assertEquals("5", error.headers().get("Retry-After"));
    }

    @Test
    void aDiskThatIsGoneIsOurFault() throws IOException {
        Files.delete(directory.resolve("disk"));
        HttpError error = assertThrows(HttpError.class, () -> bodies.blocks(SOME, new Traffic(disk.record())));
        assertEquals(500, error.status());
        bodies.close();
    }
}
