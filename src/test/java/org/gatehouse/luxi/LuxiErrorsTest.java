package org.gatehouse.luxi;

import static org.gatehouse.luxi.LuxiTesting.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.TagKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LuxiErrorsTest {
    @RegisterExtension
    final LuxiTesting luxi = new LuxiTesting();

    @Test
    void aKnownErrorIsARefusalWithItsArguments() {
        luxi.server().on("QueryTags", call -> call.fail("[\"OpPrereqError\",[\"no such node\",\"unknown_entity\"]]"));

        ClusterException failure = failureOf(this::ask);

        assertEquals(Reason.REFUSED, failure.reason());
        assertEquals("OpPrereqError", failure.errorClass());
        assertEquals(List.of("no such node", "unknown_entity"), failure.arguments());
        assertTrue(failure.isUnknownEntity());
    }

    @Test
    void afterARefusalTheConnectionIsUsedAgain() {
        luxi.server().on("QueryTags", call -> call.fail("[\"GenericError\",[\"Queue drained\"]]"));

        failureOf(this::ask);
        failureOf(this::ask);

        assertEquals(1, luxi.server().accepted());
        assertEquals(2, luxi.cluster().numbers().failures());
    }

    @Test
    void aTextMeansThatTheRequestWasNotUnderstood() {
        luxi.server().on("QueryTags", call -> {
            call.fail("\"Failed to parse request: x\"");
            call.hangUp();
        });

        ClusterException failure = failureOf(this::ask);

        assertEquals(Reason.NOT_UNDERSTOOD, failure.reason());
        assertEquals("Failed to parse request: x", failure.getMessage());
        assertEquals(1, luxi.server().calls().size());
        assertEquals(0, luxi.cluster().numbers().open());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[\"StrangeError\",[\"x\"]]", "[\"GenericError\",\"x\"]", "{\"a\":1}", "[\"GenericError\"]"})
    void otherFailuresAreNotUnderstoodAndShownAsTheyAre(String result) {
        luxi.server().on("QueryTags", call -> call.fail(result));

        ClusterException failure = failureOf(this::ask);

        assertEquals(Reason.NOT_UNDERSTOOD, failure.reason());
        assertEquals(result, failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":3010000,\"success\":true,\"result\":[]}",
                "{\"success\":true,\"result\":[],\"version\":3010000}",
                "{\"success\":true,\"result\":[],\"version\":\"3\"}"
            })
    void anAnswerInAnotherVersionIsRefused(String answer) {
        luxi.server().on("QueryTags", call -> call.raw(answer + "\u0003"));

        ClusterException failure = failureOf(this::ask);

        assertEquals(Reason.REFUSED, failure.reason());
        assertEquals("LuxiError", failure.errorClass());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "[]",
                "7",
                "{}",
                "{\"success\":true}",
                "{\"result\":[]}",
                "{\"success\":1,\"result\":[]}",
                "{\"success\":null,\"result\":[]}",
                "{\"success\":true,\"result\":[]",
                "{\"success\":true,\"result\":[}",
                "{\"success\":true,\"result\":[]}}",
                "{\"success\":true,\"result\":[]} 1",
                "{\"success\":true,\"result\":7}",
                "{\"result\":7,\"success\":true}",
                "\u0000\u0001"
            })
    void rubbishBreaksTheCallAndTheConnection(String answer) {
        luxi.server().on("QueryTags", call -> call.raw(answer + "\u0003"));

        assertEquals(Reason.BROKEN_ANSWER, failureOf(this::ask).reason());

        assertEquals(1, luxi.server().calls().size());
        assertEquals(0, luxi.cluster().numbers().inUse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "{}", "[7]", "[[1],7]", "[[1]"})
    void rowsOfTheWrongShapeBreakTheCall(String result) {
        luxi.server().answer("QueryNodes", result);

        ClusterException failure = failureOf(() -> {
            try (var rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
                while (rows.next().isPresent()) {
                    // To the end.
                }
            }
        });

        assertEquals(Reason.BROKEN_ANSWER, failure.reason());
        assertEquals(0, luxi.cluster().numbers().inUse());
    }

    @Test
    void bytesAfterTheAnswerCostTheConnectionOnly() {
        luxi.server().on("QueryTags", call -> call.raw("{\"success\":true,\"result\":[]}\u0003surplus"));

        assertEquals(List.of(), luxi.cluster().queries().tags(TagKind.CLUSTER, ""));
        assertEquals(List.of(), luxi.cluster().queries().tags(TagKind.CLUSTER, ""));

        assertEquals(2, luxi.server().accepted());
    }

    private void ask() {
        luxi.cluster().queries().tags(TagKind.CLUSTER, "");
    }
}
