package org.gatehouse.luxi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.QueryAnswer;
import org.gatehouse.cluster.Rows;
import org.gatehouse.cluster.TagKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuxiQueriesTest {
    @RegisterExtension
    final LuxiTesting luxi = new LuxiTesting();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NODE|QueryNodes|[[],[\"name\"],true]|[[\"n\"],[\"name\"],false]",
                "INSTANCE|QueryInstances|[[],[\"name\"],true]|[[\"n\"],[\"name\"],false]",
                "GROUP|QueryGroups|[[],[\"name\"],true]|[[\"n\"],[\"name\"],false]",
                "NETWORK|QueryNetworks|[[],[\"name\"],true]|[[\"n\"],[\"name\"],false]",
                "JOB|QueryJobs|[null,[\"name\"]]|[[\"n\"],[\"name\"]]",
                "FILTER|QueryFilters|[null,[\"name\"]]|[[\"n\"],[\"name\"]]"
            })
    void eachKindIsAskedForInItsOwnWay(ItemKind kind, String method, String listArgs, String findArgs) {
        luxi.server().answer(method, "[[1],[2]]");

        assertEquals(
                List.of(List.of(1), List.of(2)), all(luxi.cluster().queries().list(kind, List.of("name"), true)));
        assertEquals(Optional.of(List.of(1)), luxi.cluster().queries().find(kind, "n", List.of("name"), false));

        assertEquals(listArgs, luxi.server().calls().get(0).args().toString());
        assertEquals(findArgs, luxi.server().calls().get(1).args().toString());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        luxi.server().answer("QueryNodes", "[]");

        assertEquals(Optional.empty(), luxi.cluster().queries().find(ItemKind.NODE, "n", List.of("name"), false));
    }

    @Test
    void theOtherQuestionsPassTheirArgumentsOn() {
        luxi.server()
                .answer("QueryClusterInfo", "{\"name\":\"c\",\"tags\":[]}")
                .answer("QueryTags", "[\"t\"]")
                .answer("QueryFields", "{\"fields\":[]}");

        assertEquals(
                "[name, tags]", luxi.cluster().queries().clusterInfo().keySet().toString());
        assertEquals(List.of("t"), luxi.cluster().queries().tags(TagKind.GROUP, "default"));
        assertEquals(
                "{fields=[]}",
                luxi.cluster().queries().queryFields("node", null).toString());

        assertEquals(
                "[\"nodegroup\",\"default\"]",
                luxi.server().calls().get(1).args().toString());
        assertEquals("[\"node\",null]", luxi.server().calls().get(2).args().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":true,\"result\":{\"fields\":[{\"name\":\"a\"}],\"data\":[[[0,1]],[[0,2]]]}}",
                "{\"success\":true,\"result\":{\"fields\":[{\"name\":\"a\"}],\"x\":{},\"data\":[[[0,1]],[[0,2]]],\"y\":[1]}}",
                "{\"success\":true,\"result\":{\"data\":[[[0,1]],[[0,2]]],\"fields\":[{\"name\":\"a\"}]}}",
                "{\"result\":{\"data\":[[[0,1]],[[0,2]]],\"fields\":[{\"name\":\"a\"}]},\"success\":true}",
                "{\"x\":[{}],\"version\":3000000,\"success\":true,\"result\":{\"fields\":[{\"name\":\"a\"}],"
                        + "\"data\":[[[0,1]],[[0,2]]]},\"y\":{}}"
            })
    void tablesAreUnderstoodWhateverTheOrderOfTheirKeys(String answer) {
        luxi.server().on("Query", call -> call.raw(answer + "\u0003"));

        try (QueryAnswer table = luxi.cluster().queries().query("node", List.of("a"), null)) {
            assertEquals("[{name=a}]", table.fields().toString());
            assertEquals("[[[0, 1]], [[0, 2]]]", all(table.rows()).toString());
        }
        assertEquals(0, luxi.cluster().numbers().inUse());
        assertEquals(1, luxi.cluster().numbers().open());
        assertEquals(
                "[\"node\",[\"a\"],null]", luxi.server().calls().get(0).args().toString());
    }

    @Test
    void rowsAreHandedOnBeforeTheAnswerIsWhole() {
        CountDownLatch firstRowSeen = new CountDownLatch(1);
        luxi.server().on("QueryNodes", call -> {
            call.raw("{\"success\":true,\"result\":[[\"first\"],");
            awaitQuietly(firstRowSeen);
            call.raw("[\"second\"]]}\u0003");
        });

        try (Rows rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
            assertEquals(Optional.of(List.of("first")), rows.next());
            assertEquals(1, luxi.cluster().numbers().inUse());
            firstRowSeen.countDown();
            assertEquals(Optional.of(List.of("second")), rows.next());
            assertEquals(Optional.empty(), rows.next());
            assertEquals(Optional.empty(), rows.next());
            assertEquals(0, luxi.cluster().numbers().inUse());
        }
    }

    /** The rows never exist all at once: the test's own heap would hold them, but a row is one tenth of a megabyte. */
    @Test
    void anAnswerOfAHundredMegabytesPassesRowByRow() {
        byte[] row = ("[\"" + "x".repeat(100_000 - 5) + "\"],").getBytes(StandardCharsets.US_ASCII);
        luxi.server().on("QueryJobs", call -> {
            call.raw("{\"success\":true,\"result\":[");
            for (int i = 0; i < 1000; i++) {
                call.raw(ByteBuffer.wrap(row));
            }
            call.raw("[\"last\"]]}\u0003");
        });

        try (Rows rows = luxi.cluster().queries().list(ItemKind.JOB, List.of("id"), false)) {
            int count = 0;
            List<Object> last = List.of();
            for (Optional<List<Object>> next = rows.next(); next.isPresent(); next = rows.next()) {
                last = next.get();
                count++;
            }
            assertEquals(1001, count);
            assertEquals(List.of("last"), last);
        }
        assertEquals(1, luxi.cluster().numbers().open());
        assertEquals(0, luxi.cluster().numbers().inUse());
    }

    @Test
    void rowsClosedBeforeTheirEndTakeTheConnectionWithThem() {
        luxi.server().answer("QueryNodes", "[[1],[2],[3]]");

        try (Rows rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
            assertTrue(rows.next().isPresent());
        }

        assertEquals(0, luxi.cluster().numbers().open());
        await().until(() -> luxi.server().connections() == 0);
    }

    @Test
    void anAnswerCutAfterItsFirstRowFailsAtTheRow() {
        luxi.server().on("QueryNodes", call -> {
            call.raw("{\"success\":true,\"result\":[[1],");
            call.hangUp();
        });

        try (Rows rows = luxi.cluster().queries().list(ItemKind.NODE, List.of("name"), false)) {
            assertTrue(rows.next().isPresent());
            assertEquals(Reason.BROKEN_ANSWER, LuxiTesting.failureOf(rows::next).reason());
        }
        assertEquals(0, luxi.cluster().numbers().open());
    }

    private static List<List<Object>> all(Rows rows) {
        try (rows) {
            List<List<Object>> all = new ArrayList<>();
            for (Optional<List<Object>> next = rows.next(); next.isPresent(); next = rows.next()) {
                all.add(next.get());
            }
            return all;
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
