package org.gatehouse.luxi;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gatehouse.cluster.ClusterException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.function.Executable;

/** Gives each test a {@link LuxiServer} on what it takes for the master node, and a {@link LuxiCluster} at it. */
final class LuxiTesting implements BeforeEachCallback, AfterEachCallback {
    private Path directory;
    private LuxiServer server;
    private LuxiCluster cluster;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        // Unix socket paths are limited to 108 bytes, which JUnit's own directories may exceed.
        directory = Files.createTempDirectory(Path.of("/tmp"), "gh");
        Files.copy(Path.of("/proc/sys/kernel/hostname"), masterFile());
        server = LuxiServer.in(directory);
        connect(settings());
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        cluster.close();
        server.close();
        Files.deleteIfExists(server.socket());
        Files.deleteIfExists(masterFile());
        Files.delete(directory);
    }

    Path masterFile() {
        return directory.resolve("master");
    }

    LuxiServer server() {
        return server;
    }

    LuxiCluster cluster() {
        return cluster;
    }

    /** Limits that are long enough not to be met by accident. */
    LuxiSettings settings() {
        return new LuxiSettings(
                server.socket(), masterFile(), Duration.ofSeconds(20), Duration.ofSeconds(20), 32, 128, 1000);
    }

    LuxiSettings settings(Duration connectLimit, Duration callLimit) {
        return new LuxiSettings(server.socket(), masterFile(), connectLimit, callLimit, 32, 128, 1000);
    }

    LuxiSettings settings(int connections, int waiting, int watches) {
        LuxiSettings usual = settings();
        return new LuxiSettings(
                usual.socket(),
                usual.masterFile(),
                usual.connectLimit(),
                usual.callLimit(),
                connections,
                waiting,
                watches);
    }

    /** Replaces the test's cluster by one with other settings. */
    void connect(LuxiSettings settings) {
        if (cluster != null) {
            cluster.close();
        }
        cluster = new LuxiCluster(settings);
    }

    void forgetMaster() {
        try {
            Files.writeString(masterFile(), "another.example.com\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The failure of {@code call}. */
    static ClusterException failureOf(Executable call) {
        return assertThrows(ClusterException.class, call);
    }
}
