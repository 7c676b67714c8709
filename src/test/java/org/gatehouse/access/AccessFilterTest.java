package org.gatehouse.access;

import static org.awaitility.Awaitility.await;
import static org.gatehouse.access.AccessServer.basic;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import org.gatehouse.access.AccessServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFilterTest {
    private static final String CHALLENGE = "WWW-Authenticate: Basic realm=\"Ganeti Remote API\"";

    private static AccessServer lenient;
    private static AccessServer strict;

    private CapturedLog log;

    @BeforeAll
    static void start() throws Exception {
        RouteTable routes = RouteTable.of(List.of(Resources.class));
        lenient = new AccessServer(routes, false);
        strict = new AccessServer(routes, true);
    }

    @AfterAll
    static void stop() throws Exception {
        lenient.stop();
        strict.stop();
    }

    @BeforeEach
    void capture() {
        // What earlier tests left to be counted is written before this one begins.
        lenient.passMinute();
        strict.passMinute();
        log = new CapturedLog(Audit.LOGGER);
    }

    @AfterEach
    void release() {
        log.close();
    }

    // The two columns of statuses are what the official daemon answers without and with --require-authentication.
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET /2/open,,                                       200, 401",
        "get /2/open,,                                       200, 401",
        "GET /2/read,,                                       401, 401",
        "DELETE /2/write,,                                   401, 401",
        "GET /2/nothing,,                                    404, 401",
        "GET /2/open/,,                                      404, 401",
        "GET //2/open,,                                      404, 401",
        "GET /2/op%65n,,                                     404, 401",
        "GET /2/open;x=1,,                                   404, 401",
        "POST /2/open,,                                      501, 401",
        "HEAD /2/open,,                                      501, 401",
        "OPTIONS /2/open,,                                   501, 401",
        "BREW /2/open,,                                      501, 401",
        "GET /2/open, 'Authorization:',                      401, 401",
        "GET /2/open, 'Authorization: Bearer x',             401, 401",
        "GET /2/open, 'Authorization: Basic',                400, 400",
        "GET /2/open, 'Authorization: Basic !',              401, 401",
        "GET /2/nothing, 'Authorization: Bearer x',          404, 401",
        "GET /2/nothing, 'Authorization: Basic',             404, 400",
        "POST /2/open, 'Authorization: Basic',               501, 400",
        "GET /2/nothing, plain:wrong,                        404, 404",
        "POST /2/open, plain:wrong,                          501, 501",
        "GET /2/open, plain:wrong,                           401, 401",
        "GET /2/open, unknown:x,                             401, 401",
        "GET /2/open, plain:plainpw,                         200, 200",
        "GET /2/read, plain:plainpw,                         403, 403",
        "DELETE /2/write, plain:plainpw,                     403, 403",
        "GET /2/open, reader:readpw,                         200, 200",
        "GET /2/read, reader:readpw,                         200, 200",
        "DELETE /2/write, reader:readpw,                     403, 403",
        "GET /2/open, admin:secret,                          200, 200",
        "GET /2/read, admin:secret,                          200, 200",
        "DELETE /2/write, admin:secret,                      200, 200",
        "delete /2/write, admin:secret,                      200, 200",
        "DELETE /2/write, admin:readpw,                      401, 401"
    })
    void requestsAreFoundWantingInTheOrderOfTheOfficialDaemon(
            String requestLine, String header, int withoutFlag, int withFlag) throws Exception {
        assertStatus(withoutFlag, lenient, requestLine, header);
        assertStatus(withFlag, strict, requestLine, header);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET /alive,,                                        200, 200",
        "GET /alive, 'Authorization: Basic',                 200, 200",
        "GET /alive, 'X-Certificate: CN=unknown',            200, 200",
        "GET /2/public,,                                     200, 401",
        "GET /2/public, starter:startpw,                     200, 200",
        "GET /2/open, starter:startpw,                       403, 403",
        "PUT /2/start, starter:startpw,                      200, 200",
        "DELETE /2/write, starter:startpw,                   403, 403",
        "GET /metrics,,                                      401, 401",
        "GET /metrics, admin:secret,                         403, 403",
        "GET /metrics, root:rootpw,                          200, 200",
        "GET /2/open, X-Certificate: CN=monitor-1,           200, 200",
        "GET /2/read, X-Certificate: CN=monitor-1,           200, 200",
        "DELETE /2/write, X-Certificate: CN=monitor-1,       403, 403",
        "GET /2/nothing, X-Certificate: CN=monitor-1,        404, 404",
        "POST /2/open, X-Certificate: CN=monitor-1,          501, 501",
        "DELETE /2/write, X-Certificate: CN=boss,            200, 200",
        "GET /2/open, X-Certificate: CN=unknown,             200, 401",
        "GET /2/read, X-Certificate: CN=unknown,             401, 401",
        "DELETE /2/write, X-Certificate: CN=unknown,         401, 401"
    })
    void whatGanetiDoesNotKnowFitsIn(String requestLine, String header, int withoutFlag, int withFlag)
            throws Exception {
        assertStatus(withoutFlag, lenient, requestLine, header);
        assertStatus(withFlag, strict, requestLine, header);
    }

    @Test
    void aMappedCertificateMakesTheHeaderIrrelevant() throws Exception {
        assertEquals(
                403,
                strict.send("DELETE /2/write", "X-Certificate: CN=monitor-1", basic("admin:secret"))
                        .status());
        assertEquals(
                200,
                strict.send("GET /2/open", "X-Certificate: CN=monitor-1", "Authorization: Basic")
                        .status());
        assertEquals(
                200,
                strict.send("DELETE /2/write", "X-Certificate: CN=unknown", basic("admin:secret"))
                        .status());
    }

    @Test
    void theServletViewTellsTheTruth() throws Exception {
        assertEquals(
                "GET /2/open nobody null null query=true write=false",
                lenient.send("get /2/open").body());
        assertEquals(
                "GET /2/open admin admin BASIC query=true write=true",
                lenient.send("GET /2/open", basic("admin:secret")).body());
        assertEquals(
                "PUT /2/start starter starter BASIC query=false write=false",
                lenient.send("PUT /2/start", basic("starter:startpw")).body());
        assertEquals(
                "GET /2/open monitor monitor CLIENT_CERT query=true write=false",
                strict.send("GET /2/open", "X-Certificate: CN=monitor-1").body());
        assertEquals(
                "GET /alive nobody null null query=false write=false",
                strict.send("GET /alive").body());
    }

    @Test
    void errorsAreSpelledAsRapiSpellsThem() throws Exception {
        Answer unsupported = lenient.send("brew /2/open?x='1'");
        Answer forbidden = lenient.send("DELETE /2/write", basic("reader:readpw"));

        assertTrue(unsupported.body().contains("Method BREW is unsupported for path /2/open?x=&#x27;1&#x27;"));
        assertTrue(unsupported.hasHeader("Content-Type: application/json"));
        assertTrue(forbidden.body().contains("\"message\": \"Forbidden\""));
        assertTrue(lenient.send("GET /2/read").hasHeader(CHALLENGE));
    }

    @Test
    void aWriteLeavesOneLine() throws Exception {
        lenient.send("DELETE /2/write?secret=sesame", basic("admin:secret"));

        assertEquals(
                "INFO caller=\"admin\" auth=\"basic\" remote=\"127.0.0.1\" method=\"DELETE\" path=\"/2/write\""
                        + " opcode=\"OP_INSTANCE_REMOVE\" object=\"web1\" job=\"4711\" status=\"200\" reason=\"\"",
                awaitLine());
    }

    @Test
    void aNameInThePathIsTheObjectUnlessTheResourceKnowsBetter() throws Exception {
        lenient.send("PUT /2/named/web1.example.com/start", basic("admin:secret"));

        assertTrue(awaitLine().contains(" object=\"web1.example.com\" "), awaitLine());
    }

    @Test
    void readsLeaveNone() throws Exception {
        lenient.send("GET /2/open");
        lenient.send("GET /2/read");
        lenient.send("GET /2/nothing");
        lenient.send("PUT /2/start", "X-Certificate: CN=boss");

        assertTrue(awaitLine().contains("/2/start"));
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE /2/write,               wrong:x,                     '', none,        401, not authenticated",
        "DELETE /2/write,               reader:readpw,               reader, basic,   403, lacks instances.remove",
        "DELETE /2/write,               X-Certificate: CN=monitor-1, monitor, certificate, 403, lacks instances.remove",
        "DELETE /2/write?refuse,        admin:secret,                admin, basic,    400, ''",
        "DELETE /2/write?fail,          admin:secret,                admin, basic,    500, internal error"
    })
    void soDoesARefusedOrFailedOne(
            String requestLine, String header, String caller, String authentication, int status, String reason)
            throws Exception {
        assertStatus(status, lenient, requestLine, header);

        String line = awaitLine();
        assertTrue(line.contains("caller=\"" + caller + "\" auth=\"" + authentication + "\""), line);
        assertTrue(line.contains("status=\"" + status + "\" reason=\"" + reason + "\""), line);
    }

    @Test
    void aFloodOfRefusalsIsTwoLines() throws Exception {
        for (int i = 0; i < 12; i++) {
            lenient.send("DELETE /2/write?" + i);
        }
        lenient.passMinute();

        awaitLines(2);
        assertTrue(log.lines().get(0).contains("status=\"401\" reason=\"not authenticated\""));
        assertTrue(
                log.lines()
                        .get(1)
                        .startsWith("INFO remote=\"127.0.0.1\" caller=\"\" user=\"\" reason=\"not authenticated\""),
                log.lines().get(1));
        assertTrue(log.lines().get(1).contains(" refused=\"11\" "), log.lines().get(1));
    }

    @Test
    void soIsOneOfAKnownCaller() throws Exception {
        for (int i = 0; i < 3; i++) {
            lenient.send("DELETE /2/write", basic("reader:readpw"));
        }
        lenient.passMinute();

        awaitLines(2);
        assertTrue(
                log.lines().get(1).contains("caller=\"reader\" user=\"\" reason=\"lacks instances.remove\""),
                log.lines().get(1));
    }

    @Test
    void wrongPasswordsAreToldOfReadsToo() throws Exception {
        lenient.send("GET /2/open", basic("admin:guess"));
        lenient.send("GET /2/open", basic("admin:again"));
        lenient.send("GET /2/open", basic("other:again"));
        lenient.passMinute();

        awaitLines(3);
        assertTrue(
                log.lines().get(0).endsWith("reason=\"not authenticated\" user=\"admin\""),
                log.lines().get(0));
        assertTrue(
                log.lines().get(1).endsWith("reason=\"not authenticated\" user=\"other\""),
                log.lines().get(1));
        assertTrue(log.lines().get(2).contains(" user=\"admin\" "), log.lines().get(2));
        assertTrue(log.lines().get(2).contains(" refused=\"1\" "), log.lines().get(2));
    }

    @Test
    void fewReadsWithoutCredentialsAreNotWorthALine() throws Exception {
        for (int i = 0; i < 9; i++) {
            strict.send("GET /2/read");
        }
        strict.passMinute();
        assertEquals(List.of(), log.lines());

        for (int i = 0; i < 10; i++) {
            strict.send("GET /2/nothing");
        }
        strict.passMinute();
        awaitLines(1);
        assertTrue(awaitLine().contains(" path=\"/2/nothing\" refused=\"10\" "), awaitLine());
    }

    @Test
    void longTextsAreCut() throws Exception {
        lenient.send("DELETE /2/write/" + "x".repeat(2000), basic("n".repeat(1000) + ":y"));
        lenient.send("PUT /2/named/" + "x".repeat(2000) + "/start", basic("n".repeat(1000) + ":y"));

        String line = awaitLine();
        assertTrue(line.length() < 700, line);
        assertTrue(line.contains(" user=\"" + "n".repeat(125) + "...\""), line);
    }

    @Test
    void tenWrongPasswordsDelayTheNextOne() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertEquals(401, lenient.send("GET /2/open", basic("admin:guess")).status());
        }

        assertTrue(millis("GET /2/open", "admin:guess", 401) >= 450);
        assertTrue(millis("GET /2/open", "admin:secret", 200) >= 900);
        assertTrue(millis("DELETE /2/write?later", "admin:secret", 202) >= 900);
        assertTrue(millis("GET /2/open", "reader:readpw", 200) < 450);
        assertEquals(
                200,
                lenient.send("GET /2/open", "X-Certificate: CN=boss", basic("admin:guess"))
                        .status());
        lenient.passMinute();
        assertTrue(millis("GET /2/open", "admin:secret", 200) < 450);
    }

    private static long millis(String requestLine, String userAndPassword, int status) throws Exception {
        long start = System.nanoTime();
        assertEquals(status, lenient.send(requestLine, basic(userAndPassword)).status());
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    @Test
    void anAnswerOfAnotherThreadIsAuditedWhenItEnds() throws Exception {
        lenient.send("DELETE /2/write?later", basic("admin:secret"));

        String line = awaitLine();
        assertTrue(line.contains("job=\"77\" status=\"202\""), line);
    }

    @Test
    void nobodyForgesALine() throws Exception {
        lenient.send("DELETE /2/write", "X-Certificate: CN=\"a\\\" status=\\\"200\\0Ab\",OU=People");

        assertTrue(
                awaitLine().startsWith("INFO caller=\"a\\\" status=\\\"200\\u000ab\" auth=\"certificate\" "),
                awaitLine());
    }

    private void assertStatus(int expected, AccessServer server, String requestLine, String header) throws Exception {
        String[] headers = header == null
                ? new String[0]
                : new String[] {header.contains(":") && !header.matches("[a-z]+:\\w+") ? header : basic(header)};
        Answer answer = server.send(requestLine, headers);
        assertEquals(expected, answer.status(), answer.body());
        assertEquals(expected == 401, answer.hasHeader(CHALLENGE));
    }

    private String awaitLine() {
        awaitLines(1);
        return log.lines().get(0);
    }

    // The line is written when the client may have its answer already.
    private void awaitLines(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> log.lines().size() >= count);
        assertEquals(count, log.lines().size());
    }

    /** One route of each kind. */
    @Path("/")
    public static final class Resources {
        @GET
        @Path("2/open")
        @Requires(Permission.INSTANCES_QUERY)
        public void open() {}

        @GET
        @Path("2/read")
        @Requires(Permission.INSTANCES_CONSOLE)
        public void read() {}

        @DELETE
        @Path("2/write")
        @Requires(Permission.INSTANCES_REMOVE)
        public void write() {}

        @PUT
        @Path("2/named/{name}/start")
        @Requires(Permission.INSTANCES_START)
        public void named() {}

        @PUT
        @Path("2/start")
        @Requires(Permission.INSTANCES_START)
        public void start() {}

        @GET
        @Path("2/public")
        @Requires(Permission.PUBLIC)
        public void everybody() {}

        @GET
        @Path("alive")
        @Requires(Permission.ANYONE)
        public void alive() {}

        @GET
        @Path("metrics")
        @Requires(Permission.METRICS_READ)
        public void metrics() {}
    }
}
