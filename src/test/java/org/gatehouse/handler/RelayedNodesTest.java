package org.gatehouse.handler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gatehouse.cluster.ClusterSecret;
import org.gatehouse.cluster.NodeCallException;
import org.gatehouse.cluster.NodeCallException.Reason;
import org.gatehouse.cluster.NodeRequest;
import org.gatehouse.cluster.PrivateOsParameters;
import org.gatehouse.testing.HandlerStandIn;
import org.gatehouse.testing.HeardCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the master has its handler do for transfers: calls to other nodes, and signatures. */
@Timeout(60)
class RelayedNodesTest {
    private final HandlerStandIn handler = HandlerStandIn.listening();
    private final HandlerNodeCalls calls = new HandlerNodeCalls(HandlerSettings.at(handler.socket()));
    private final RelayedNodes nodes = new RelayedNodes(calls);

    @AfterEach
    void stop() {
        calls.close();
        handler.close();
    }

    @Test
    void aCallIsWrappedAndItsFeedbackAndAnswerComeBack() throws NodeCallException {
        handler.on("transfer_relay", call -> {
            call.accept().progress("disk/0", 1, 2).answer("[true, [{\"index\": 0}]]");
        });
        HeardCall heard = new HeardCall();
        nodes.node("n\"2").call(request("[{\"name\": \"ü\"}]\n"), heard);

        assertEquals("[true, [{\"index\": 0}]]\n", heard.answer());
        assertEquals(List.of("started", "disk/0 1", "ended"), heard.heard());
        assertEquals(
                "[{\"node\":\"n\\\"2\",\"method\":\"transfer_pull\",\"args\":[{\"name\": \"ü\"}]\n}]",
                handler.calls().get(0).text());
    }

    @Test
    void aNodeThatCannotBeReachedOrIsLostFailsTheCall() throws NodeCallException {
        assertEquals(Reason.UNREACHABLE, refused(502));
        assertEquals(Reason.LOST, refused(504));
        assertEquals(Reason.UNKNOWN_METHOD, refused(404));
    }

    @Test
    void theHandlerSignsAndVerifies() throws IOException {
        handler.answer("transfer_sign", "[true, [\"0a1b\", \"5a17\"]]");
        ClusterSecret secret = new HandlerSecret(calls, Duration.ofSeconds(10));
        assertEquals(new ClusterSecret.Signature("0a1b", "5a17"), secret.sign("text ü\n"));
        assertEquals("[\"text \\u00FC\\n\"]\n", handler.calls().get(0).text());

        handler.answer("transfer_verify", "[true, true]");
        assertTrue(secret.verify("text", "0a1b", "5a17"));
        handler.answer("transfer_verify", "[true, false]");
        assertFalse(secret.verify("text", "0a1b", "5a17"));
    }

    @Test
    void aSecretThatCannotBeUsedSaysWhy() {
        ClusterSecret secret = new HandlerSecret(calls, Duration.ofSeconds(1));
        handler.answer("transfer_sign", "[false, \"no such file\"]");
        assertTrue(trouble(secret).contains("no such file"));
        handler.answer("transfer_sign", "[true, 5]");
        assertTrue(trouble(secret).contains("none"));
        handler.on("transfer_sign", call -> {
            call.accept();
            Thread.sleep(2000);
        });
        assertTrue(trouble(secret).contains("not answered within 1 s"));
        handler.close();
        assertTrue(trouble(secret).contains("gatehouse-handler"));
    }

    private static String trouble(ClusterSecret secret) {
        return assertThrows(IOException.class, () -> secret.sign("text")).getMessage();
    }

    private Reason refused(int status) throws NodeCallException {
        handler.on("transfer_relay", call -> call.accept().refuse(status, "node n2: why"));
        HeardCall heard = new HeardCall();
        nodes.node("n2").call(request("[]"), heard);
        NodeCallException failure = heard.failure();
        assertEquals("node n2: why", failure.getMessage());
        return failure.reason();
    }

    @Test
    void theHandlerTellsPrivateOsParameters() throws IOException {
        PrivateOsParameters parameters = new HandlerOsParameters(calls, Duration.ofSeconds(10));
        handler.answer("transfer_osparams", "[true, [\"a\", \"pw\"]]");
        handler.answer("transfer_osparams_values", "[true, {\"a\": 1, \"pw\": \"hidden\"}]");

        assertEquals(List.of("a", "pw"), parameters.names("uuid"));
        assertEquals(Map.of("a", 1L, "pw", "hidden"), parameters.values("uuid"));
        assertEquals("[\"uuid\"]\n", handler.calls().get(1).text());
    }

    @Test
    void whatIsWrongWithPrivateOsParametersIsToldWithoutThem() {
        PrivateOsParameters parameters = new HandlerOsParameters(calls, Duration.ofSeconds(10));
        assertEquals("no such method", withoutValues(parameters));
        for (String answer : List.of(
                "[true, {\"pw\": 4711471147114711471147114711}]",
                "[true, {\"pw\": \"4711\", 4711}]",
                "[true, [\"4711\"]]",
                "[true, {\"pw\": \"4711")) {
            handler.answer("transfer_osparams_values", answer);
            withoutValues(parameters);
        }
    }

    private static String withoutValues(PrivateOsParameters parameters) {
        Throwable failure = assertThrows(IOException.class, () -> parameters.values("uuid"));
        String message = failure.getMessage();
        for (; failure != null; failure = failure.getCause()) {
            assertFalse(failure.getMessage().contains("4711"), failure.getMessage());
        }
        return message;
    }

    private static NodeRequest request(String body) {
        return new NodeRequest(
                "c-1", "transfer_pull", "test", new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
