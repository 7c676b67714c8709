package org.gatehouse.transfer.pull;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.transfer.pull.PullException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PullerTest {
    private static final long MIB = 1024 * 1024;
    private static final PullTimes QUICK = new PullTimes(
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofMillis(20));

    @TempDir
    static Path papersDirectory;

    private static TestPapers papers;

    @TempDir
    Path directory;

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final TestDisk disk = TestDisk.full(9 * MIB + 12_345, 7);
    private TestSource source;

    @BeforeAll
    static void makePapers() {
        papers = new TestPapers(papersDirectory);
    }

    @BeforeEach
    void start() {
        source = new TestSource(papers.server(), disk);
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private PullOptions options() {
        return new PullOptions(Duration.ofSeconds(20), Optional.empty(), List.of("identity"), 4);
    }

    private PullOptions coding(String coding) {
        return new PullOptions(Duration.ofSeconds(20), Optional.empty(), List.of(coding, "identity"), 4);
    }

    private final PullWatcher watcher = new PullWatcher() {
        @Override
        public void progress(PullProgress progress) {
            assertTrue(progress.done() <= progress.total(), progress.toString());
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }
    };

    private Path file() {
        return directory.resolve("disk");
    }

    private PullResult pull(PullOptions options, PullJournal journal) throws Exception {
        try (Puller puller = new Puller(papers.client(), options, QUICK);
                FileTarget target = new FileTarget(file(), source.disk.size(), journal.isNew())) {
            PullResult result = puller.pull(source.source(), target, journal, watcher);
            target.finish();
            return result;
        }
    }

    private PullResult pull() throws Exception {
        return pull(options(), PullJournal.none());
    }

    private PullException failure(PullOptions options, PullJournal journal) {
        return assertThrows(PullException.class, () -> pull(options, journal));
    }

    private void assertWhole() throws IOException {
        assertArrayEquals(source.disk.all(), Files.readAllBytes(file()));
    }

    private PullJournal journal() throws IOException {
        return PullJournal.open(directory.resolve("journal"));
    }

    @Test
    void aDiskOfOddSizeComesWholeInRanges() throws Exception {
        PullResult result = pull();

        assertWhole();
        assertEquals(disk.size(), result.received());
        assertEquals(List.of(), notes);
        assertEquals(1, source.count("GET blocks?digests=later "));
        assertEquals(source.count("GET contents"), source.count("GET blocks?from="));
    }

    @Test
    void aSourceMayTellAllDigestsBefore() throws Exception {
        source.later = false;
        PullResult result = pull();

        assertWhole();
        assertEquals(disk.size(), result.received());
        assertEquals(1, source.count("GET blocks"));
    }

    @Test
    void digestsOfOtherBlocksAreNotBelieved() {
        source.faults.add(TestSource.pass());
        source.faults.add(TestSource.pass());
        source.faults.add(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
            byte[] list = ("{\"version\":1,\"size\":" + disk.size() + ",\"block\":" + TestDisk.BLOCK
                            + ",\"etag\":\"\\\"one\\\"\",\"digest\":\"sha-256\"}\n{\"end\":true}\n")
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            return false;
        });

        PullException e = failure(options().withConnections(1), PullJournal.none());

        assertEquals(Kind.PROTOCOL, e.kind());
        assertTrue(e.getMessage().contains("other blocks"), e.getMessage());
    }

    @Test
    void anEmptyDiskIsNoTrouble() throws Exception {
        source.disk = new TestDisk(0);

        pull();

        assertWhole();
    }

    @Test
    void cutAnswersAreGoneOnWithWhereTheyWereCut() throws Exception {
        source.cutAfter = 30_000;
        source.cuts.set(5);

        PullResult result = pull();

        assertWhole();
        assertEquals(disk.size(), result.received());
        assertTrue(notes.get(0).matches("retrying in 0(.1)? s: the answer was cut"), notes.toString());
    }

    @Test
    void aBitFlippedOnTheWayIsFoundAndTheBlockFetchedAnew() throws Exception {
        source.flipAt = 3 * MIB + 5;
        source.flips.set(2);

        pull();

        assertWhole();
        assertTrue(notes.contains("the block at offset " + 3 * MIB + " is damaged, fetching it again"));
    }

    @Test
    void aBlockThatIsAlwaysWrongIsAFailureThatNamesIt() {
        source.flipAt = 3 * MIB + 5;
        source.flips.set(1000);

        PullException e = failure(options(), PullJournal.none());

        assertEquals(Kind.DIGEST, e.kind());
        assertTrue(e.getMessage().contains("offset " + 3 * MIB), e.getMessage());
        assertTrue(Files.notExists(file()));
    }

    /** A file whose writes or reads go wrong. */
    private static class Faulty implements PullTarget {
        private final FileTarget file;

        Faulty(FileTarget file) {
            this.file = file;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public boolean blank() {
            return file.blank();
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            file.write(bytes, position);
        }

        @Override
        public void zeros(long position, long length) throws IOException {
            file.zeros(position, length);
        }

        @Override
        public void sync() throws IOException {
            file.sync();
        }

        @Override
        public void readBack(ByteBuffer into, long position, int length) throws IOException {
            file.readBack(into, position, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Test
    void aBitFlippedOnTheDiskIsFound() throws Exception {
        try (Puller puller = new Puller(papers.client(), options(), QUICK);
                Faulty target = new Faulty(new FileTarget(file(), disk.size(), true)) {
                    @Override
                    public void write(ByteBuffer bytes, long position) throws IOException {
                        ByteBuffer wrong = ByteBuffer.allocate(bytes.remaining());
                        wrong.put(bytes).flip();
                        if (position <= 2 * MIB && position + wrong.limit() > 2 * MIB) {
                            int at = (int) (2 * MIB - position);
                            wrong.put(at, (byte) (wrong.get(at) ^ 4));
                        }
                        super.write(wrong, position);
                    }
                }) {
            PullException e = assertThrows(
                    PullException.class, () -> puller.pull(source.source(), target, PullJournal.none(), watcher));

            assertEquals(Kind.DIGEST, e.kind());
            assertTrue(e.getMessage().contains("offset " + 2 * MIB), e.getMessage());
        }
    }

    /** A file whose medium gives back another byte at 2 MiB, so often. */
    private Faulty forgetful(int often) throws IOException {
        AtomicInteger left = new AtomicInteger(often);
        return new Faulty(new FileTarget(file(), disk.size(), true)) {
            @Override
            public void readBack(ByteBuffer into, long position, int length) throws IOException {
                super.readBack(into, position, length);
                if (position <= 2 * MIB && position + length > 2 * MIB && left.getAndDecrement() > 0) {
                    int at = (int) (2 * MIB - position);
                    into.put(at, (byte) (into.get(at) ^ 64));
                }
            }
        };
    }

    @Test
    void aBlockThatTheMediumGivesBackWrongIsWrittenAnew() throws Exception {
        try (Puller puller = new Puller(papers.client(), options(), QUICK);
                Faulty target = forgetful(2)) {
            puller.pull(source.source(), target, PullJournal.none(), watcher);
            target.file.finish();
        }

        assertWhole();
        assertTrue(notes.contains("the block at offset " + 2 * MIB + " is damaged, fetching it again"));
    }

    @Test
    void aMediumThatKeepsGivingBackSomethingElseIsAFailureThatNamesTheBlock() throws Exception {
        try (Puller puller = new Puller(papers.client(), options(), QUICK);
                Faulty target = forgetful(1000)) {
            PullException e = assertThrows(
                    PullException.class, () -> puller.pull(source.source(), target, PullJournal.none(), watcher));

            assertEquals(Kind.DIGEST, e.kind());
            assertTrue(e.getMessage().contains("offset " + 2 * MIB), e.getMessage());
        }
    }

    @Test
    void aFullDiskIsAFailureAtOnceWithItsReason() throws Exception {
        try (Puller puller = new Puller(papers.client(), options(), QUICK);
                Faulty target = new Faulty(new FileTarget(file(), disk.size(), true)) {
                    @Override
                    public void write(ByteBuffer bytes, long position) throws IOException {
                        if (position > 4 * MIB) {
                            throw new IOException("No space left on device");
                        }
                        super.write(bytes, position);
                    }
                }) {
            PullException e = assertThrows(
                    PullException.class, () -> puller.pull(source.source(), target, PullJournal.none(), watcher));

            assertEquals(Kind.TARGET, e.kind());
            assertEquals("the target failed: No space left on device", e.getMessage());
        }
    }

    @Test
    void aTargetThatIsTooSmallIsRefused() throws Exception {
        try (Puller puller = new Puller(papers.client(), options(), QUICK);
                FileTarget target = new FileTarget(file(), disk.size() - 1, true)) {
            PullException e = assertThrows(
                    PullException.class, () -> puller.pull(source.source(), target, PullJournal.none(), watcher));

            assertEquals(Kind.TARGET, e.kind());
        }
    }

    @Test
    void aSourceThatIsAwayForAWhileIsWaitedFor() throws Exception {
        source.delay = 2;
        Thread away = new Thread(() -> {
            try {
                Thread.sleep(300);
                source.stop();
                Thread.sleep(500);
                source.start();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        away.start();

        pull();
        away.join();

        assertWhole();
        assertTrue(notes.stream().anyMatch(note -> note.endsWith("efused")), notes.toString());
    }

    @Test
    void patienceEndsWithTheLastCause() {
        source.stop();

        PullException e = failure(
                new PullOptions(Duration.ofMillis(400), Optional.empty(), List.of("identity"), 2), PullJournal.none());

        assertEquals(Kind.PATIENCE, e.kind());
        assertEquals("less than 1 MiB came in 0.4 s; last: connection refused", e.getMessage());
        source.start();
    }

    @Test
    void silenceIsCutAndASlowSourceWearsPatienceOut() {
        source.delay = 100;
        source.piece = 1;

        PullException slow = failure(
                new PullOptions(Duration.ofMillis(900), Optional.empty(), List.of("identity"), 1), PullJournal.none());

        assertEquals(Kind.PATIENCE, slow.kind());
        assertTrue(slow.getMessage().endsWith("the source is too slow"), slow.getMessage());

        source.delay = 2000;
        PullException silent = failure(
                new PullOptions(Duration.ofMillis(900), Optional.empty(), List.of("identity"), 1), PullJournal.none());

        assertEquals(Kind.PATIENCE, silent.kind());
        assertTrue(notes.stream().anyMatch(note -> note.endsWith("nothing came for 0.7 s")), notes.toString());
    }

    @Test
    void refusalsEndItAtOnceWithWhatTheSourceSays() {
        source.faults.add(TestSource.pass());
        source.faults.add(TestSource.status(
                403, "{\"code\": 403, \"message\": \"the certificate has expired\", \"explain\": \"Forbidden\"}"));

        PullException e = failure(options(), PullJournal.none());

        assertEquals(Kind.REFUSED, e.kind());
        assertEquals("the source answered 403: the certificate has expired", e.getMessage());

        source.faults.clear();
        source.faults.add(TestSource.status(410, ""));
        assertEquals(Kind.REFUSED, failure(options(), PullJournal.none()).kind());
        assertEquals(List.of(), notes);
    }

    @Test
    void anUnknownTransferIsRefused() {
        source.faults.add(TestSource.status(404, ""));
        source.faults.add(TestSource.status(404, ""));

        assertEquals(Kind.REFUSED, failure(options(), PullJournal.none()).kind());
    }

    @Test
    void aBusySourceSaysWhenToComeAgain() throws Exception {
        source.faults.add(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            return TestSource.status(503, "").pass(exchange);
        });

        pull();

        assertWhole();
        assertEquals(List.of("retrying in 1 s: the source answered 503"), notes);
    }

    @Test
    void aDiskThatChangesIsNotMixedUp() {
        source.cutAfter = 30_000;
        source.cuts.set(1);
        source.faults.add(TestSource.pass());
        source.faults.add(TestSource.pass());
        source.faults.add(exchange -> {
            source.tag = "\"two\"";
            return true;
        });

        PullException e = failure(options().withConnections(1), PullJournal.none());

        assertEquals(Kind.SOURCE_CHANGED, e.kind());
    }

    @Test
    void aDiskThatShrinksIsAFailure() {
        source.faults.add(TestSource.pass());
        source.faults.add(exchange -> {
            source.disk = TestDisk.full(MIB, 7);
            return true;
        });
        PullSource before = source.source();

        PullException e = assertThrows(PullException.class, () -> {
            try (Puller puller = new Puller(papers.client(), options(), QUICK);
                    FileTarget target = new FileTarget(file(), disk.size(), true)) {
                puller.pull(before, target, PullJournal.none(), watcher);
            }
        });

        assertEquals(Kind.SOURCE_CHANGED, e.kind());
    }

    @Test
    void aSourceWithoutRangesGivesTheDiskInOneStream() throws Exception {
        source.ranges = false;
        source.cutAfter = 5 * MIB;
        source.cuts.set(1);

        PullResult result = pull();

        assertWhole();
        assertEquals(disk.size(), result.received());
        assertTrue(notes.contains("the source gives no ranges, taking the disk in one stream"), notes.toString());
    }

    @Test
    void codedStreamsAreDecodedAndVerified() throws Exception {
        source.coded = true;
        for (String coding : List.of("gzip", "zstd")) {
            source.flipAt = MIB;
            source.flips.set(1);
            source.cutAfter = 5 * MIB;
            source.cuts.set(1);

            pull(coding(coding), PullJournal.none());

            assertWhole();
        }
    }

    @Test
    void aSourceWithoutBlocksGivesOneDigest() throws Exception {
        source.blocks = false;
        source.cutAfter = 5 * MIB;
        source.cuts.set(1);

        PullResult result = pull();

        assertWhole();
        assertEquals(Optional.of(TestDisk.sha256(disk.all())), result.sha256());
    }

    @Test
    void aWrongDigestOfTheWholeDiskIsAFailure() throws Exception {
        source.blocks = false;
        source.flipAt = MIB;
        source.flips.set(1);
        try (PullJournal journal = journal()) {
            assertEquals(Kind.DIGEST, failure(options(), journal).kind());
        }
        try (PullJournal journal = journal()) {
            pull(options(), journal);
        }

        assertWhole();
    }

    @Test
    void twoDisksComeAtOnceThroughOnePuller() throws Exception {
        AtomicReference<Exception> trouble = new AtomicReference<>();
        try (Puller puller = new Puller(papers.client(), options(), QUICK)) {
            List<Thread> threads = List.of(puller(puller, "a", trouble), puller(puller, "b", trouble));
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertEquals(null, trouble.get());
        assertArrayEquals(disk.all(), Files.readAllBytes(directory.resolve("a")));
        assertArrayEquals(disk.all(), Files.readAllBytes(directory.resolve("b")));
    }

    private Thread puller(Puller puller, String name, AtomicReference<Exception> trouble) {
        Thread thread = new Thread(() -> {
            try (FileTarget target = new FileTarget(directory.resolve(name), disk.size(), true)) {
                puller.pull(source.source(), target, PullJournal.none(), PullWatcher.NONE);
                target.finish();
            } catch (IOException | PullException | InterruptedException e) {
                trouble.set(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void anInterruptStopsItAndClosingDoesToo() throws Exception {
        source.delay = 50;
        AtomicReference<Exception> trouble = new AtomicReference<>();
        Thread second;
        try (Puller puller = new Puller(papers.client(), options(), QUICK)) {
            Thread first = puller(puller, "a", trouble);
            Thread.sleep(300);
            first.interrupt();
            first.join();
            assertEquals(InterruptedException.class, trouble.get().getClass());

            second = puller(puller, "b", trouble);
            Thread.sleep(300);
        }
        second.join();

        assertEquals(Kind.CANCELLED, ((PullException) trouble.get()).kind());
    }

    @Test
    void holesStayHolesOnADiskOfEightTebibytes() throws Exception {
        source.disk = new TestDisk(8L << 40);
        source.disk.fill(0, 1);
        source.disk.fill(5L << 40, 2);
        source.disk.fill((8L << 40) - TestDisk.BLOCK, 3);
        assumeTrue(canBeLarge());

        PullResult result = pull();

        assertEquals(3 * TestDisk.BLOCK, result.received());
        assertEquals(8L << 40, Files.size(file()));
        try (FileChannel channel = FileChannel.open(file())) {
            ByteBuffer block = ByteBuffer.allocate(TestDisk.BLOCK);
            channel.read(block, 5L << 40);
            assertArrayEquals(source.disk.read(5L << 40, TestDisk.BLOCK), block.array());
        }
    }

    private boolean canBeLarge() {
        try (FileTarget target = new FileTarget(directory.resolve("large"), 8L << 40, true)) {
            return target.size() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatTheJournalKnowsIsNotFetchedAgain() throws Exception {
        // The list, the first blocks, their digests.
        source.faults.add(TestSource.pass());
        source.faults.add(TestSource.pass());
        source.faults.add(TestSource.pass());
        source.disk = TestDisk.full(80 * MIB, 3);
        source.faults.add(TestSource.status(403, ""));
        try (PullJournal journal = journal()) {
            failure(options().withConnections(1), journal);
        }
        // A process that is killed may leave half a line.
        Files.writeString(directory.resolve("journal"), "0badc0de done 5", StandardOpenOption.APPEND);
        PullResult result;
        try (PullJournal journal = journal()) {
            assertFalse(journal.isNew());
            result = pull(options(), journal);
        }

        assertWhole();
        // What is fetched at once is a 64th of a disk of this size.
        assertEquals(80 * MIB - 80 * MIB / 64, result.received());
    }

    @Test
    void aTargetThatHoldsAnotherStateIsComparedAndMended() throws Exception {
        source.disk = TestDisk.full(8 * MIB, 3);
        try (PullJournal journal = journal()) {
            pull(options(), journal);
        }
        Files.move(file(), directory.resolve("disk.part"));
        source.tag = "\"two\"";
        source.disk.fill(2 * MIB, 99);
        source.disk.blocks().remove(3 * MIB);
        PullResult result;
        try (PullJournal journal = journal()) {
            result = pull(options(), journal);
        }

        assertWhole();
        assertEquals(TestDisk.BLOCK, result.received());
    }

    @Test
    void aProxyIsGoneThrough() throws Exception {
        try (TestProxy proxy = new TestProxy()) {
            pull(
                    new PullOptions(Duration.ofSeconds(20), Optional.of(proxy.address()), List.of("identity"), 2),
                    PullJournal.none());

            assertWhole();
            assertTrue(proxy.heard().contains("CONNECT localhost:" + source.port() + " HTTP/1.1"));
        }
    }

    @Test
    void connectionsAreKeptForTheNextRanges() throws Exception {
        try (TestProxy proxy = new TestProxy()) {
            pull(
                    new PullOptions(Duration.ofSeconds(20), Optional.of(proxy.address()), List.of("identity"), 2),
                    PullJournal.none());

            assertTrue(source.count("GET contents") > 10, source.heard.toString());
            long connections = proxy.heard().stream()
                    .filter(line -> line.startsWith("CONNECT"))
                    .count();
            // One for the list of blocks.
            assertTrue(connections <= 3, proxy.heard().toString());
        }
    }

    @Test
    void aProxyThatRefusesIsNamed() throws Exception {
        try (TestProxy proxy = new TestProxy("403 Forbidden")) {
            PullException e = failure(
                    new PullOptions(Duration.ofMillis(400), Optional.of(proxy.address()), List.of("identity"), 1),
                    PullJournal.none());

            assertEquals(Kind.PATIENCE, e.kind());
            assertTrue(e.getMessage().endsWith("last: the proxy answered 403"), e.getMessage());
        }
    }

    @Test
    void whatAProxySaysIsNotRepeated() throws Exception {
        for (String answer : List.of(
                "403 a secret", "200a secret", "99999 a secret", "407 a secret\r\nProxy-Authenticate: a-secret")) {
            try (TestProxy proxy = new TestProxy(answer)) {
                PullException e = failure(
                        new PullOptions(Duration.ofMillis(400), Optional.of(proxy.address()), List.of("identity"), 1),
                        PullJournal.none());

                assertFalse(e.getMessage().contains("secret"), e.getMessage());
                assertFalse(notes.toString().contains("secret"), notes.toString());
            }
        }
    }

    @Test
    void aSourceThatSaysNothingWhenItIsConnectedToIsGivenUpInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Puller puller = new Puller(papers.client(), impatient(), QUICK.withConnect(Duration.ofMillis(200)));
                FileTarget target = new FileTarget(file(), disk.size(), true)) {
            String base = "https://localhost:" + silent.getLocalPort() + "/transfers/x/";
            PullSource mute = new PullSource(URI.create(base + "contents"), URI.create(base + "done"), disk.size());

            PullException e =
                    assertThrows(PullException.class, () -> puller.pull(mute, target, PullJournal.none(), watcher));

            assertEquals(Kind.PATIENCE, e.kind());
        }
    }

    private static PullOptions impatient() {
        return new PullOptions(Duration.ofMillis(400), Optional.empty(), List.of("identity"), 1);
    }

    @Test
    void redirectsAreNotFollowedAndCookiesNotKept() throws Exception {
        List<String> cookies = new CopyOnWriteArrayList<>();
        source.faults.add(exchange -> {
            exchange.getResponseHeaders().set("Set-Cookie", "a=b");
            return true;
        });
        source.faults.add(exchange -> {
            cookies.addAll(exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
            exchange.getResponseHeaders().set("Location", "https://localhost:" + source.port() + "/elsewhere");
            return TestSource.status(302, "").pass(exchange);
        });

        PullException e = failure(options().withConnections(1), PullJournal.none());

        assertEquals(Kind.PROTOCOL, e.kind());
        assertEquals("the source answered 302", e.getMessage());
        assertEquals(List.of(), cookies);
        assertEquals(0, source.count("GET elsewhere"));
    }

    @Test
    void aSourceMayHaveAnAddressOfSixteenBytes() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/net/if_inet6"))
                && !Files.readString(Path.of("/proc/net/if_inet6")).isEmpty());
        source.close();
        source = new TestSource(new TestPapers(papersDirectory, List.of("::1")).server(), disk, "[::1]");

        pull();

        assertWhole();
    }

    @Test
    void theSourceIsToldHowItEnded() throws Exception {
        source.faults.add(TestSource.status(500, ""));
        try (Puller puller = new Puller(papers.client(), options(), QUICK)) {
            puller.done(source.source(), PullOutcome.failure("no space"));
        }

        assertEquals("POST done {\"success\": false, \"bytes\": 0, \"message\": \"no space\"}", source.heard.get(1));
    }

    @Test
    void aServerOfAnotherNameIsNotTrusted() throws Exception {
        source.close();
        source = new TestSource(new TestPapers(directory.resolve("other"), List.of("localhost")).server(), disk);
        assertDistrusted("PKIX path validation failed");
        source.close();
        source = new TestSource(new TestPapers(papersDirectory, List.of("elsewhere.example.com")).server(), disk);
        assertDistrusted("No subject alternative DNS name matching localhost found");
        source.close();
        source = new TestSource(new TestPapers(papersDirectory, List.of("localhost")).server(), disk);
        source.host = "127.0.0.1";
        assertDistrusted("No subject alternative names matching IP address 127.0.0.1 found");
    }

    private void assertDistrusted(String why) {
        PullException e = failure(options(), PullJournal.none());

        assertEquals(Kind.REFUSED, e.kind());
        assertTrue(e.getMessage().startsWith("the source's certificate is not to be trusted: "), e.getMessage());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}
