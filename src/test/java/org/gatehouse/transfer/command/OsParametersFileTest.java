package org.gatehouse.transfer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.pull.TestPapers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which private OS parameters go along with an instance, by what the source tells and the command line says. */
@Timeout(30)
class OsParametersFileTest {
    private static final String NAMES = "GET /2/instances/web1/transfers";
    private static final String VALUES = "GET /2/instances/web1/osparams-private";
    private static final Map<String, Object> ERROR = Map.of("message", "why");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private TestCluster cluster;
    private SourceOsParameters source;

    @BeforeEach
    void start() throws Exception {
        TestPapers papers = new TestPapers(directory.resolve("papers"));
        cluster = new TestCluster(papers, List.of());
        Path authority = Files.writeString(
                directory.resolve("ca.pem"), Pem.text(papers.authority().certificate()));
        RapiAccess access = new RapiAccess(
                URI.create(cluster.address()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(authority));
        source = new SourceOsParameters(
                new PatientRapi(new RapiClient(access), Duration.ofSeconds(1)), "/2/instances/web1");
        names("a", "pw");
        values(Map.of("a", "hidden1", "pw", "hidden2"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void names(String... names) {
        cluster.reply(NAMES, 200, Map.of("name", "web1", "osparams_private_names", List.of(names)));
    }

    private void values(Object values) {
        cluster.reply(VALUES, 200, values);
    }

    private Map<String, Object> resolve(Map<String, Object> file, boolean drop) throws Exception {
        MoveDisplay display = new MoveDisplay(new PrintStream(said, true, StandardCharsets.UTF_8), false);
        return new OsParametersFile(file, drop).resolve("web1", source, display);
    }

    private String refusal(Map<String, Object> file) {
        String message =
                assertThrows(RapiException.class, () -> resolve(file, false)).getMessage();
        assertTrue(message.contains("--osparams-private FILE") && message.contains("--drop-osparams-private"), message);
        return message;
    }

    private void assertSaid(String line) {
        assertEquals("move-instance: private OS parameters that " + line + "\n", said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatTheSourceTellsGoesAlong() throws Exception {
        assertEquals(Map.of("a", "hidden1", "pw", "hidden2"), resolve(Map.of(), false));
        assertSaid("go along: a, pw");
    }

    @Test
    void theFileReplacesWhatHasTheSameName() throws Exception {
        assertEquals(Map.of("a", "hidden1", "pw", "mine", "x", 1), resolve(Map.of("pw", "mine", "x", 1), false));
        assertSaid("go along: a, pw, x");
    }

    @Test
    void withoutParametersNothingIsAskedOrSaid() throws Exception {
        names();
        assertEquals(Map.of(), resolve(Map.of(), false));
        assertEquals("", said.toString(StandardCharsets.UTF_8));
        assertEquals(1, cluster.heard.size());
    }

    @Test
    void whatIsDroppedIsNotAskedFor() throws Exception {
        assertEquals(Map.of(), resolve(Map.of(), true));
        assertSaid("are lost: a, pw");
        assertEquals(1, cluster.heard.size());
    }

    @Test
    void whatTheFileHasIsNotDropped() throws Exception {
        assertEquals(Map.of("pw", "mine"), resolve(Map.of("pw", "mine"), true));
        String text = said.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("go along: pw\n") && text.contains("are lost: a\n"), text);
    }

    @Test
    void aSourceThatTellsNamesAloneStopsTheMove() throws Exception {
        for (int status : List.of(404, 405, 501)) {
            cluster.reply(VALUES, status, ERROR);
            assertTrue(
                    refusal(Map.of()).contains("private OS parameters whose values the source does not tell: a, pw;"));
            assertTrue(refusal(Map.of("pw", "mine")).contains(" a;"));
            assertEquals(Map.of("a", "1", "pw", "mine"), resolve(Map.of("a", "1", "pw", "mine"), false));
            assertEquals(Map.of(), resolve(Map.of(), true));
        }
        values(Map.of("a", "hidden1"));
        assertTrue(refusal(Map.of()).contains(" pw;"));
    }

    @Test
    void aSourceThatTellsNothingStopsTheMove() throws Exception {
        cluster.reply(NAMES, 404, ERROR);
        assertTrue(refusal(Map.of()).contains("the source cannot tell whether web1 has"));
        cluster.reply(NAMES, 200, Map.of("name", "web1"));
        assertTrue(refusal(Map.of()).contains("the source cannot tell whether web1 has"));
        assertEquals(Map.of("pw", "mine"), resolve(Map.of("pw", "mine"), false));
        assertEquals(Map.of(), resolve(Map.of(), true));
    }

    @Test
    void whatIsNoAnswerIsNotRepeated() {
        values(List.of("hidden"));
        RapiException failure = assertThrows(RapiException.class, () -> resolve(Map.of(), false));
        assertFalse(failure.getMessage().contains("hidden"), failure.getMessage());
    }
}
