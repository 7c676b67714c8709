package org.gatehouse.transfer.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportKeysTest {
    private static final Executor AT_ONCE = Runnable::run;

    private static final Executor NONE = work -> {
        throw new RejectedExecutionException("no thread is free");
    };

    @TempDir
    Path directory;

    @Test
    void eachImportHasAKeyOfItsOwnWhetherOrNotItWasMadeAhead() throws IOException {
        ImportKeys keys = new ImportKeys(directory, AT_ONCE);
        keys.request("one", "node1.example.com");
        keys.request("two", "node1.example.com");
        keys.request("three", "node1.example.com");

        assertNotEquals(keys.read("one").publicKey(), keys.read("two").publicKey());
        assertNotEquals(keys.read("two").publicKey(), keys.read("three").publicKey());
        assertNotEquals(keys.read("one").publicKey(), keys.read("three").publicKey());
    }

    @Test
    void theKeyIsMadeOnce() throws IOException {
        ImportKeys keys = new ImportKeys(directory, AT_ONCE);
        keys.request("one", "node1.example.com");
        String first = keys.read("one").pem();
        keys.request("one", "node1.example.com");

        assertEquals(first, keys.read("one").pem());
    }

    @Test
    void aKeyIsMadeWhenNoThreadIsFreeToMakeOneAhead() throws IOException {
        ImportKeys keys = new ImportKeys(directory, NONE);
        keys.request("one", "node1.example.com");
        keys.request("two", "node1.example.com");

        assertNotEquals(keys.read("one").publicKey(), keys.read("two").publicKey());
    }

    @Test
    void aKeyThatIsDestroyedIsGone() throws IOException {
        ImportKeys keys = new ImportKeys(directory, AT_ONCE);
        keys.request("one", "node1.example.com");
        assertEquals(List.of("one"), keys.olderThan(Instant.now().plusSeconds(60)));
        keys.destroy("one");

        assertEquals(List.of(), keys.olderThan(Instant.now().plusSeconds(60)));
        assertThrows(NoSuchFileException.class, () -> keys.read("one"));
    }
}
