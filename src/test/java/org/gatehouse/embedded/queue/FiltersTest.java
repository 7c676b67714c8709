package org.gatehouse.embedded.queue;

import static org.gatehouse.embedded.queue.QueueTesting.delay;
import static org.gatehouse.embedded.queue.QueueTesting.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
    private static final String UUID = "12345678-1234-1234-1234-123456789abc";

    @RegisterExtension
    final QueueTesting testing = new QueueTesting();

    private final Model model = Model.open(ModelStore.inMemory(), Clock.systemUTC());
    private final EmbeddedFilters filters = new EmbeddedFilters(
            model,
            () -> testing.queue().lastId(),
            () -> {
                testing.rules().clear();
                testing.rules().addAll(model.filters().all());
                testing.queue().schedule();
            },
            Clock.systemUTC());

    private String add(Object action, Object... predicates) {
        return (String) filters.replace(null, 1, List.of(predicates), action, List.of());
    }

    private static List<Object> predicate(String kind, Object... filter) {
        return List.of(kind, List.of(filter));
    }

    @Test
    void aRuleIsKeptAsLuxidKeepsIt() {
        testing.submit(delay(1));

        Object uuid = filters.replace(
                UUID, 2, List.of(predicate("jobid", "=", "id", "watermark")), List.of("RATE_LIMIT", 2), List.of());

        assertEquals(UUID, uuid);
        FilterRule rule = model.filters().get(UUID);
        assertEquals(1, rule.watermark());
        assertEquals(List.of(predicate("jobid", "==", "id", "watermark")), rule.predicates());
        assertEquals(List.of("luxid", ""), ((List<?>) rule.reasonTrail().get(0)).subList(0, 2));
        assertNull(filters.delete(UUID));
        assertEquals(
                "GenericError[Filter rule with UUID " + UUID + " does not exist]",
                failureOf(() -> filters.delete(UUID)).getMessage());
        assertEquals(
                "GenericError[Unable to parse UUID]",
                failureOf(() -> filters.replace("bad", 1, List.of(), "ACCEPT", List.of()))
                        .getMessage());
    }

    @Test
    void whatLuxidWouldNotUnderstandIsRefusedInItsWords() {
        assertFault("Invalid value for non-negative type '-1'", -1, List.of(), "ACCEPT", List.of());
        assertFault("Unable to read Int", "x", List.of(), "ACCEPT", List.of());
        assertFault("Unable to read list", 1, null, "ACCEPT", List.of());
        assertFault(
                "malformed FilterPredicate: bad parameter list for 'foo' predicate: [[\"=\",\"id\",1]]",
                1,
                List.of(predicate("foo", "=", "id", 1)),
                "ACCEPT",
                List.of());
        assertFault(
                "Unknown filter operand 'foo'", 1, List.of(predicate("jobid", "foo", "id", 1)), "ACCEPT", List.of());
        assertFault(
                "Cannot deserialise filter value, expecting string or integer, got true",
                1,
                List.of(predicate("jobid", "=", "id", true)),
                "ACCEPT",
                List.of());
        assertFault("malformed FilterAction JSON: \"accept\"", 1, List.of(), "accept", List.of());
        assertFault(
                "RATE_LIMIT argument must be a positive integer", 1, List.of(), List.of("RATE_LIMIT", 0), List.of());
        assertFault("Unable to read Triple", 1, List.of(), "ACCEPT", List.of(List.of("a")));
    }

    private void assertFault(String fault, Object priority, Object predicates, Object action, Object reason) {
        String message = failureOf(() -> filters.replace(UUID, priority, predicates, action, reason))
                .getMessage();
        assertTrue(message.startsWith("Failed to parse request: Cannot convert value '[\"" + UUID), message);
        assertTrue(message.endsWith("]', error: " + fault), message);
    }

    @Test
    void aRejectedJobIsCancelledBeforeItBegins() {
        testing.started();
        String rule = add(
                "REJECT", predicate("opcode", "=", "OP_ID", "OP_TEST_DELAY"), predicate("reason", "=", "source", "zz"));

        JobRow rejected = testing.finished(testing.submit(delay(1).with("reason", List.of(List.of("zz", "t", 1)))));
        assertEquals("canceled", rejected.status());
        assertNull(rejected.started());
        assertNull(rejected.steps().get(0).result());
        assertEquals(rejected.ended(), rejected.steps().get(0).ended());
        assertEquals("success", testing.finished(testing.submit(delay(1))).status());
        filters.delete(rule);
    }

    @Test
    void aPausedJobRunsWhenItsRuleIsGone() {
        testing.started();
        String rule = add("PAUSE", predicate("jobid", ">", "id", "watermark"));
        long job = testing.submit(delay(1));
        assertEquals("queued", testing.status(job));

        filters.delete(rule);

        assertEquals("success", testing.finished(job).status());
    }

    @Test
    void onlySoManyOfALimitedKindRunAtOnce() {
        testing.started().shut("gate");
        add(List.of("RATE_LIMIT", 2), predicate("opcode", "=", "comment", "gate"));
        for (int i = 0; i < 3; i++) {
            testing.submit(delay("gate"));
        }
        testing.await(1, "running");
        testing.await(2, "running");
        assertEquals("queued", testing.status(3));
        assertEquals("success", testing.finished(testing.submit(delay(1))).status());

        testing.open("gate");
        assertEquals("success", testing.finished(3).status());
    }

    @Test
    void theFirstRuleThatAppliesDecidesUnlessItSaysContinue() {
        testing.started();
        filters.replace(null, 0, List.of(), "CONTINUE", List.of());
        filters.replace(null, 1, List.of(predicate("opcode", "=", "comment", "good")), "ACCEPT", List.of());
        filters.replace(null, 2, List.of(), "REJECT", List.of());

        assertEquals("success", testing.finished(testing.submit(delay("good"))).status());
        assertEquals("canceled", testing.finished(testing.submit(delay("bad"))).status());
    }

    @ParameterizedTest
    @CsvSource({
        "'opcode,=,duration,1', true",
        "'opcode,=,OP_ID,1', false",
        "'opcode,=,nosuch,1', false",
        "'opcode,!=,nosuch,1', false",
        "'opcode,?,no_locks', true",
        "'opcode,!=,duration,1', false",
        "'opcode,=[],on_nodes,n1', true",
        "'opcode,=~,comment,^he', true",
        "'reason,<,timestamp,5', false",
        "'reason,!=,source,zz', true",
        "'jobid,<=,id,1', true",
        "'jobid,=,foo,1', false"
    })
    void predicatesLookAtJobsAsLuxidDoes(String words, boolean applies) {
        testing.started();
        List<Object> parts = new ArrayList<>(Arrays.asList((Object[]) words.split(",", -1)));
        if (parts.size() == 4 && ((String) parts.get(3)).matches("[0-9]+")) {
            parts.set(3, Integer.valueOf((String) parts.get(3)));
        }
        add("REJECT", List.of(parts.get(0), parts.subList(1, parts.size())));

        JobRow row = testing.finished(testing.submit(delay("hello", "n1")));

        assertEquals(applies ? "canceled" : "success", row.status());
    }

    @Test
    void aPatternThatWouldSearchForEverDoesNotMatch() {
        testing.started();
        add("REJECT", predicate("opcode", "=~", "comment", "(a+)+$"));

        assertEquals(
                "success",
                testing.finished(testing.submit(delay("a".repeat(60) + "!"))).status());
    }

    @Test
    void aPatternThatIsTooLongIsNoRule() {
        String fault = failureOf(() -> add("REJECT", predicate("opcode", "=~", "comment", "a".repeat(5000))))
                .getMessage();

        assertTrue(fault.contains("regular expression is too large"), fault);
    }
}
