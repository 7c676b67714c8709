package org.gatehouse.transfer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.transfer.identity.Pem;
import org.gatehouse.transfer.pull.TestPapers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MoveCommandTest {
    @TempDir
    Path directory;

    @Test
    void eachClusterMayBeBelowAPath() throws Exception {
        TestPapers papers = new TestPapers(directory.resolve("papers"));
        String authority = Files.writeString(
                        directory.resolve("ca.pem"), Pem.text(papers.authority().certificate()))
                .toString();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (TestCluster clusters = new TestCluster(papers, List.of())) {
            clusters.reply("GET /one/2/features", 200, List.of("transfers-v2"));
            clusters.reply("GET /two/gatehouse/2/features", 200, List.of("transfers-v2"));
            clusters.reply("GET /two/gatehouse/2/instances/web1", 404, Map.of("message", "none"));
            clusters.reply("GET /one/2/instances/web1/transfers", 200, Map.of("osparams_private_names", List.of()));
            clusters.reply("GET /one/2/instances/web1/info?static=1", 200, "7");
            clusters.reply("GET /one/2/jobs/7", 200, Map.of("status", "canceled", "opresult", List.of("stopped here")));

            int status = new MoveCommand(print, print, false)
                    .run(List.of(
                            "--from",
                            clusters.address() + "/one",
                            "--from-ca",
                            authority,
                            "--to",
                            clusters.address() + "/two/gatehouse/",
                            "--to-ca",
                            authority,
                            "web1"));

            assertEquals(1, status);
            assertTrue(said.toString(StandardCharsets.UTF_8).contains("canceled: stopped here"), said::toString);
            assertEquals(
                    List.of(
                            "GET /one/2/features null",
                            "GET /two/gatehouse/2/features null",
                            "GET /one/2/instances/web1 null",
                            "GET /two/gatehouse/2/instances/web1 null",
                            "GET /one/2/instances/web1/transfers null",
                            "GET /one/2/instances/web1/info?static=1 null",
                            "GET /one/2/jobs/7 null"),
                    clusters.heard);
        }
    }
}
