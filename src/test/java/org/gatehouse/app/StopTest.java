package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.gatehouse.testing.RecordingCluster;
import org.junit.jupiter.api.Test;

/** What the application does between the beginning of a stop and its end. */
class StopTest {
    private static final String WAIT =
            "{\"fields\": [\"status\"], \"previous_job_info\": [\"queued\"], \"previous_log_serial\": null}";

    private static CompletableFuture<HttpResponse<String>> ask(GatehouseServer server, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", GatehouseServer.as("admin"))
                .header("Content-Type", "application/json")
                .method("GET", body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    }

    private static RecordingCluster withoutChanges() {
        RecordingCluster cluster = new RecordingCluster();
        cluster.hold();
        return cluster;
    }

    private static void awaitWait(RecordingCluster cluster) {
        Awaitility.await().until(() -> cluster.waits() > 0);
    }

    @Test
    void whoWaitsForAJobHearsAtOnceThatNothingHasChanged() throws Exception {
        try (GatehouseServer server = new GatehouseServer(withoutChanges(), Map.of())) {
            CompletableFuture<HttpResponse<String>> waiting = ask(server, "/2/jobs/17/wait", WAIT);
            awaitWait(server.cluster());

            var jobs = server.beginStop();

            HttpResponse<String> answer = waiting.get(10, TimeUnit.SECONDS);
            assertEquals(200, answer.statusCode());
            assertEquals("null", answer.body().strip());
            assertEquals("close", answer.headers().firstValue("Connection").orElse(""));
            assertTrue(jobs.toCompletableFuture().isDone());
        }
    }

    @Test
    void aWaitThatBeginsNowDoesNotWait() throws Exception {
        try (GatehouseServer server = new GatehouseServer(withoutChanges(), Map.of())) {
            server.beginStop();

            assertEquals(
                    "null",
                    ask(server, "/2/jobs/17/wait", WAIT)
                            .get(10, TimeUnit.SECONDS)
                            .body()
                            .strip());
        }
    }

    @Test
    void itIsNotReadyAndStillAnswers() throws Exception {
        try (GatehouseServer server = new GatehouseServer(new RecordingCluster(), Map.of())) {
            assertEquals(
                    200, ask(server, "/readyz", null).get(10, TimeUnit.SECONDS).statusCode());

            server.beginStop();

            HttpResponse<String> answer = ask(server, "/readyz", null).get(10, TimeUnit.SECONDS);
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("not ready: stopping"), answer.body());
            assertEquals(
                    200, ask(server, "/healthz", null).get(10, TimeUnit.SECONDS).statusCode());
        }
    }

    @Test
    void whatIsStillWaitedForInTheEndIsRefused() throws Exception {
        try (GatehouseServer server = new GatehouseServer(withoutChanges(), Map.of("stop.timeout", "2s"))) {
            CompletableFuture<HttpResponse<String>> systems = ask(server, "/2/os", null);
            awaitWait(server.cluster());

            server.beginStop();

            HttpResponse<String> answer = systems.get(10, TimeUnit.SECONDS);
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("Gatehouse is stopping"), answer.body());
        }
    }
}
