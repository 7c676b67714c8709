package org.gatehouse.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    private static final FakeCertificate ONE = FakeCertificate.of("CN=one");
    private static final FakeCertificate OTHER = FakeCertificate.of("CN=other");
    private static final FakeCertificate SERVER = FakeCertificate.of("CN=ganeti.example.com");

    private final CapturedLog log = new CapturedLog(Candidates.class.getName());

    @TempDir
    Path directory;

    private Path list;
    private Path server;
    private Candidates candidates;

    @BeforeEach
    void start() throws IOException {
        list = directory.resolve("list");
        server = directory.resolve("server.pem");
        Files.writeString(server, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + pem(SERVER));
        candidates = new Candidates(list, server);
    }

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void whoIsListedMayCallByTheNameInTheList() throws IOException {
        replace("uuid-1=" + ONE.digest() + "\nuuid-2-OLD=" + OTHER.digest() + "\n");

        Caller caller = candidates.findCaller(ONE).orElseThrow();

        assertEquals("uuid-1", caller.name());
        assertTrue(caller.isInRole("nodes.call"));
        assertTrue(caller.isInRole("nodes.watch-calls"));
        assertEquals("uuid-2-OLD", name(OTHER));
        assertEquals("", name(SERVER));
    }

    @Test
    void aReplacedListCountsForTheVeryNextQuestion() throws IOException {
        for (int i = 0; i < 200; i++) {
            replace("a=" + ONE.digest() + "\n");
            assertEquals("a", name(ONE));
            assertEquals("", name(OTHER));
            replace("b=" + OTHER.digest() + "\n");
            assertEquals("", name(ONE));
            assertEquals("b", name(OTHER));
        }
    }

    @Test
    void withoutAListOnlyTheServerCertificateMayCall() {
        assertEquals("bootstrap", name(SERVER));
        assertEquals("", name(ONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \n\n"})
    void anEmptyListIsNone(String content) throws IOException {
        replace("a=" + ONE.digest() + "\n");
        assertEquals("", name(SERVER));

        replace(content);

        assertEquals("bootstrap", name(SERVER));
        assertEquals("", name(ONE));
    }

    @Test
    void aListThatCannotBeReadIsNone() throws IOException {
        Files.createDirectory(list);

        assertEquals("bootstrap", name(SERVER));
        assertEquals("", name(ONE));
    }

    @Test
    void aRemovedListIsNone() throws IOException {
        replace("a=" + ONE.digest() + "\n");
        assertEquals("a", name(ONE));

        Files.delete(list);

        assertEquals("", name(ONE));
        assertEquals("bootstrap", name(SERVER));
    }

    @Test
    void damageDoesNotLeadBackToTheBeginning() throws IOException {
        replace("no entry\n");

        assertEquals("", name(SERVER));
        assertEquals("", name(ONE));
    }

    @Test
    void whatIsLongerThanGanetiWritesAdmitsNobody() throws IOException {
        replace(("a=" + ONE.digest() + "\n").repeat(3000));

        assertEquals("", name(ONE));
        assertEquals("", name(SERVER));
    }

    @Test
    void anOddLineIsToldOnceAndDoesNotCount() throws IOException {
        replace("b=" + OTHER.digest().toLowerCase(java.util.Locale.ROOT) + "\na=" + ONE.digest() + "\n=x\n");

        for (int i = 0; i < 5; i++) {
            assertEquals("a", name(ONE));
            assertEquals("", name(OTHER));
        }

        assertEquals(
                1,
                log.lines().stream().filter(line -> line.startsWith("WARNING")).count(),
                log.lines().toString());
    }

    @Test
    void aRenewedServerCertificateCountsAtOnce() throws IOException {
        assertEquals("bootstrap", name(SERVER));

        Files.writeString(server, pem(OTHER));

        assertEquals("", name(SERVER));
        assertEquals("bootstrap", name(OTHER));
    }

    @Test
    void withoutAnyFileNobodyMayCall() throws IOException {
        Files.delete(server);

        assertEquals("", name(SERVER));
        assertEquals("", name(ONE));
    }

    private String name(FakeCertificate certificate) {
        Optional<Caller> caller = candidates.findCaller(certificate);
        return caller.map(Caller::name).orElse("");
    }

    private void replace(String content) throws IOException {
        Path next = directory.resolve("next");
        Files.writeString(next, content);
        Files.move(next, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String pem(FakeCertificate certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
