package org.gatehouse.transfer.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.pull.TestDisk;
import org.gatehouse.transfer.pull.TestPapers;
import org.gatehouse.transfer.pull.TestSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BackupCommandTest {
    private static final long MIB = 1024 * 1024;

    /** How much of the first disk is fetched with one request. */
    private static final long AT_ONCE = MIB / 2;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestSource first;
    private TestSource second;
    private TestCluster cluster;

    @BeforeEach
    void start() throws IOException {
        TestPapers papers = new TestPapers(directory.resolve("papers"));
        first = new TestSource(papers.server(), TestDisk.full(33 * MIB + 100, 1));
        second = new TestSource(papers.server(), new TestDisk(3 * MIB));
        second.disk.fill(MIB, 2);
        cluster = new TestCluster(papers, List.of(first, second));
        Files.writeString(
                directory.resolve("ca.pem"), Pem.text(papers.authority().certificate()));
        Files.writeString(directory.resolve("password"), "secret\n");
    }

    @AfterEach
    void stop() {
        cluster.close();
        first.close();
        second.close();
    }

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--from",
                cluster.address(),
                "--ca",
                directory.resolve("ca.pem").toString(),
                "--user",
                "jo",
                "--password-file",
                directory.resolve("password").toString()));
        words.addAll(List.of(more));
        words.add("web1");
        PrintStream text = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new BackupCommand(out, text, false).run(words);
    }

    private Path to() {
        return directory.resolve("backups");
    }

    private void assertWhole() throws IOException {
        assertArrayEquals(first.disk.all(), Files.readAllBytes(to().resolve("web1-disk0.raw")));
        assertArrayEquals(second.disk.all(), Files.readAllBytes(to().resolve("web1-disk1.raw")));
        assertEquals("{\"name\": \"web1\"}\n", Files.readString(to().resolve("web1.json")));
        assertTrue(Files.notExists(to().resolve(".web1.gatehouse")));
        assertTrue(first.heard.get(first.heard.size() - 1).startsWith("POST done {\"success\": true"));
    }

    @Test
    void allDisksGoToFilesAndTheSourceIsTold() throws IOException {
        assertEquals(0, run("--to", to().toString()), err::toString);

        assertWhole();
        assertTrue(cluster.heard.get(0).equals("POST /2/instances/web1/transfers Basic am86c2VjcmV0"));
    }

    @Test
    void whatFailedGoesOnWithTheSameTransfer() throws IOException {
        // The list, the first blocks, their digests.
        first.faults.add(TestSource.pass());
        first.faults.add(TestSource.pass());
        first.faults.add(exchange -> {
            first.faults.add(TestSource.status(403, ""));
            first.faults.add(TestSource.status(403, ""));
            return true;
        });

        assertEquals(1, run("--to", to().toString(), "--connections", "1"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("go on with --resume"), err::toString);
        assertTrue(Files.notExists(to().resolve("web1-disk0.raw")));
        first.faults.clear();
        long before = first.sent.get();
        assertEquals(0, run("--to", to().toString(), "--resume"), err::toString);

        assertWhole();
        assertEquals(first.disk.size() - AT_ONCE, first.sent.get() - before);
        assertEquals(
                1,
                cluster.heard.stream().filter(line -> line.startsWith("POST")).count());
    }

    @Test
    void aTransferThatIsOverIsFollowedByANewOneAndOnlyTheRestIsFetched() throws IOException {
        // The list, the first blocks, their digests.
        first.faults.add(TestSource.pass());
        first.faults.add(TestSource.pass());
        first.faults.add(exchange -> {
            first.faults.add(TestSource.status(410, ""));
            first.faults.add(TestSource.status(410, ""));
            return true;
        });
        assertEquals(1, run("--to", to().toString(), "--connections", "1"));
        first.faults.clear();
        cluster.state = "expired";
        first.tag = "\"two\"";
        second.tag = "\"two\"";
        long before = first.sent.get();

        assertEquals(0, run("--to", to().toString(), "--resume"), err::toString);

        assertWhole();
        assertEquals(first.disk.size() - AT_ONCE, first.sent.get() - before);
    }

    @Test
    void oneDiskGoesToStandardOutputInItsOrder() {
        first.flipAt = MIB;
        first.flips.set(1);
        first.cutAfter = 300_005;
        first.cuts.set(1);

        assertEquals(0, run("--stdout", "--disk", "0"), err::toString);
        assertArrayEquals(first.disk.all(), out.toByteArray());

        out.reset();
        assertEquals(0, run("--stdout", "--disk", "1"), err::toString);
        assertArrayEquals(second.disk.all(), out.toByteArray());
    }

    @Test
    void standardOutputTakesOneDiskAndAFailureWithdrawsTheTransfer() {
        assertEquals(1, run("--stdout"));

        assertEquals("cancelled", cluster.state);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("choose one with --disk"));
    }

    @Test
    void aRunningInstanceIsRefusedUnlessItMayBeShutDown() throws IOException {
        cluster.running = true;

        assertEquals(1, run("--to", to().toString()));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("answered 409: web1 runs"), err::toString);
        assertFalse(Files.exists(to().resolve(".web1.gatehouse")));
        assertEquals(0, run("--to", to().toString(), "--shutdown"), err::toString);
        assertWhole();
    }

    @Test
    void whatWasBegunCanBeGivenUp() {
        first.faults.add(TestSource.status(403, ""));
        assertEquals(1, run("--to", to().toString()));

        assertEquals(0, run("--to", to().toString(), "--cancel"), err::toString);

        assertEquals("cancelled", cluster.state);
        assertFalse(Files.exists(to().resolve(".web1.gatehouse")));
    }

    @Test
    void wrongUsageIsSaid() {
        assertEquals(2, run("--disk", "x"));
        assertEquals(2, run("--stdout", "--resume"));
        assertEquals(2, run("--codings", "br"));
        assertEquals(2, run("--key", "k.pem"));
        assertEquals(0, run("--help"));
    }
}
