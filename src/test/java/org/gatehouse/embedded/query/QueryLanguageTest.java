package org.gatehouse.embedded.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.embedded.model.InstanceState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What passes which filter, and what is said of filters that make no sense. All answers are luxid's. */
class QueryLanguageTest {
    private final SmallCluster cluster = new SmallCluster();

    private static Object json(String text) throws IOException {
        return JsonText.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null|inst1-c inst2-c inst10-c.gnt.test",
                "[\"&\"]|inst1-c inst2-c inst10-c.gnt.test",
                "[\"!\",null]|",
                "[\"?\",\"admin_up\"]|inst1-c",
                "[\"!\",[\"?\",\"admin_up\"]]|inst2-c inst10-c.gnt.test",
                "[\"==\",\"name\",\"inst2-c\"]|inst2-c",
                "[\"=\",\"name\",\"inst10-c\"]|inst10-c.gnt.test",
                "[\"!=\",\"name\",\"inst10-c\"]|inst1-c inst2-c",
                "[\"&\",[\"=\",\"name\",\"zz\"]]|",
                "[\"=\",\"uuid\",\"i2\"]|",
                "[\"=\",\"pnode\",\"n1\"]|inst1-c",
                "[\"=\",\"pnode.group\",\"def\"]|",
                "[\"<\",\"disk.count\",1]|inst2-c inst10-c.gnt.test",
                "[\"<=\",\"disk.count\",0]|inst2-c inst10-c.gnt.test",
                "[\">\",\"disk.count\",1]|inst1-c",
                "[\">=\",\"disk.count\",2]|inst1-c",
                "[\"=\",\"be/maxmem\",256.0]|inst1-c",
                "[\"<\",\"name\",\"inst2\"]|inst1-c inst10-c.gnt.test",
                "[\"<\",\"ctime\",1795250371]|inst1-c inst2-c inst10-c.gnt.test",
                "[\"=\",\"ctime\",1795250370]|",
                "[\"=~\",\"name\",\"1\\\\d\"]|inst10-c.gnt.test",
                "[\"=~\",\"name\",\"(?i)INST1\"]|inst1-c inst10-c.gnt.test",
                "[\"=~\",\"name\",\"[[:digit:]]{2}\"]|inst10-c.gnt.test",
                "[\"=[]\",\"tags\",\"x1\"]|inst1-c",
                "[\"=[]\",\"disk.sizes\",32]|inst1-c",
                // What has no value passes, and its opposite does not.
                "[\"=\",\"network_port\",1]|inst1-c inst2-c inst10-c.gnt.test",
                "[\"!\",[\"=\",\"network_port\",1]]|",
                "[\"!=\",\"ip\",\"192.0.2.2\"]|inst1-c",
                "[\"?\",\"hv/acpi\"]|inst1-c inst2-c inst10-c.gnt.test",
                "[\"&\",[\"=\",\"oper_ram\",5],[\"=\",\"admin_state\",\"up\"]]|"
            })
    void filtersLetThrough(String filter, String names) throws IOException {
        assertEquals(
                names == null ? List.of() : List.of(names.split(" ", -1)),
                cluster.names("instance", "name", json(filter)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|Cannot deserialise filter: expected array [string, args], got []",
                "{\"a\":1}|Cannot deserialise filter: expected array [string, args], got {\"a\": 1}",
                "[1,2]|Cannot deserialise filter: expected array [string, args], got [1, 2]",
                "[\"foo\"]|Unknown filter operand 'foo'",
                "[\"!\"]|Cannot deserialise field, expected [filter] but got []",
                "[\"?\"]|Cannot deserialise field, expected [fieldname] but got []",
                "[\"?\",1]|Unable to read String",
                "[\"=\",\"name\"]|Cannot deserialise field/value pair, expected [fieldname, value] but got [\"name\"]",
                "[\"=\",\"name\",true]|Cannot deserialise filter value, expecting string or integer, got true",
                "[\"=\",\"name\",-0.25]|Cannot deserialise numeric filter value, expecting integral but got a"
                        + " fractional value: (-1) % 4",
                "[\"=~\",\"name\",\"(\"]|(1,\"missing )\")",
                "[\"=~\",\"name\",\"*a\"]|(0,\"nothing to repeat\")",
                "[\"=~\",\"name\",\"a)\"]|(1,\"unmatched parentheses\")",
                "[\"=~\",\"name\",\"[a\"]|(2,\"missing terminating ] for character class\")",
                "[\"=~\",\"name\",\"a{3,1}\"]|(5,\"numbers out of order in {} quantifier\")",
                "[\"=~\",\"name\",\"a(+b\"]|(2,\"nothing to repeat\")",
                "[\"=~\",\"name\",\"(a(b)\"]|(5,\"missing )\")",
                "[\"=~\",\"name\",\"[z-a]\"]|(3,\"range out of order in character class\")",
                "[\"=~\",\"name\",\"\\\\\"]|(1,\"\\\\ at end of pattern\")"
            })
    void whatIsNoFilterIsNotUnderstood(String filter, String complaint) throws IOException {
        Object value = json(filter);

        ClusterException failure = assertThrows(ClusterException.class, () -> cluster.names("instance", "name", value));

        assertEquals(Reason.NOT_UNDERSTOOD, failure.reason());
        assertEquals(
                "Failed to parse request: Cannot convert value '"
                        + HaskellText.json(Arrays.asList("instance", List.of("name"), value)) + "', error: "
                        + complaint,
                failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"?\",\"name\"]|ParameterError|Unexpected value '\"inst1-c\"' in boolean context",
                "[\"=\",\"nosuch\",1]|ParameterError|Can't find field named 'nosuch'",
                "[\"=\",\"name\",-1]|ParameterError|Invalid types in comparison, trying to compare \"inst1-c\" with"
                        + " 'NumericValue (-1)'",
                "[\"<\",\"disk.count\",\"2\"]|ParameterError|Invalid types in comparison, trying to compare 2 with"
                        + " 'QuotedString \"2\"'",
                "[\"=\",\"ctime\",\"x\"]|ParameterError|Invalid types in comparison, trying to compare"
                        + " 1.7952503705e9 with 'QuotedString \"x\"'",
                "[\"=~\",\"disk.count\",\"1\"]|ParameterError|Invalid field value used in regexp matching, expecting"
                        + " string but got '2'",
                "[\"=[]\",\"name\",\"x\"]|GenericError|Cannot convert value '\"inst1-c\"', error: Unable to read list",
                "[\"=[]\",\"tags\",1]|GenericError|Cannot convert value '[\"x1\"]', error: Unable to read Integer",
                "[\"=[]\",\"disk.names\",\"x\"]|GenericError|Cannot convert value '[\"root\", null]', error: Unable to"
                        + " read String"
            })
    void whatDoesNotFitTheValuesIsRefused(String filter, String errorClass, String text) throws IOException {
        Object value = json(filter);

        ClusterException failure =
                assertThrows(ClusterException.class, () -> cluster.queries.query("instance", List.of("name"), value));

        assertEquals(errorClass, failure.errorClass());
        assertEquals(List.of(text), failure.arguments());
    }

    @Test
    void namesAreLookedUpInTheirOrderAndHaveToExist() throws IOException {
        assertEquals(
                List.of("inst10-c.gnt.test", "inst1-c", "inst1-c"),
                cluster.names(
                        "instance",
                        "name",
                        json("[\"|\",[\"=\",\"name\",\"inst10-c\"],[\"=\",\"name\",\"inst1-c\"],"
                                + "[\"=\",\"name\",\"inst1-c\"]]")));
        for (String name : List.of("inst10", "INST1-C", "", "inst10-c.")) {
            ClusterException failure = assertThrows(
                    ClusterException.class, () -> cluster.names("instance", "name", List.of("=", "name", name)));
            assertEquals(List.of("Instance name " + name + " not found", "unknown_entity"), failure.arguments());
        }
        assertEquals(
                List.of(),
                cluster.names("node", "name", List.of("=", "name", "n1-uuid")),
                "found by its UUID, and then not of that name");
    }

    @Test
    void numbersBesideNamesAreOnlyCompared() throws IOException {
        assertEquals(
                List.of("inst1-c"),
                cluster.names("instance", "name", json("[\"|\",[\"=\",\"name\",\"inst1-c\"],[\"=\",\"name\",1]]")));
    }

    @Test
    void jobsAreLookedUpByNumber() {
        assertEquals(List.of(2L), cluster.names("job", "id", List.of("=", "id", 2)));
        assertEquals(
                List.of(Arrays.asList(99L, Arrays.asList(3, null))),
                cluster.ask("job", List.of("id", "status"), List.of("=", "id", 99)));
        assertEquals(
                List.of("parsing job id: cannot parse string 'zz'"),
                assertThrows(ClusterException.class, () -> cluster.names("job", "id", List.of("=", "id", "zz")))
                        .arguments());
        assertEquals(
                List.of("Invalid value for job ID ' -1'"),
                assertThrows(ClusterException.class, () -> cluster.names("job", "id", List.of("=", "id", -1)))
                        .arguments());
    }

    @Test
    void archivedJobsAreShownToWhoWantsToKnow() {
        assertEquals(List.of(1L, 3L), cluster.names("job", "id", null));
        assertEquals(List.of(false, true, false), cluster.names("job", "archived", null));
        assertEquals(List.of(1L, 3L), cluster.names("job", "id", List.of(">", "received_ts", 1000)));
        assertEquals(List.of(3L), cluster.names("job", "id", List.of(">", "received_ts", 1002)));
    }

    @Test
    void unknownKindsAndFieldsThatAreNoListAreNotUnderstood() {
        assertEquals(
                "Failed to parse request: Cannot convert value '[\"nosuch\", \"x\", [\"foo\"]]', error: Can't parse"
                        + " value 'nosuch' as neitherQueryTypeLuxi nor QueryTypeOp",
                assertThrows(ClusterException.class, () -> cluster.queries.query("nosuch", "x", List.of("foo")))
                        .getMessage());
        assertEquals(
                "Failed to parse request: Cannot convert value '[\"node\", \"x\", null]', error: Unable to read list",
                assertThrows(ClusterException.class, () -> cluster.queries.query("node", "x", null))
                        .getMessage());
        assertEquals(
                List.of("Query 'ItemTypeOpCode QRCluster' not supported"),
                assertThrows(ClusterException.class, () -> cluster.queries.query("cluster", List.of("name"), null))
                        .arguments());
    }

    @Test
    void aPatternThatWouldSearchForEverIsGivenUp() {
        String text = "a".repeat(40);
        cluster.model.change(edit -> edit.put(SmallCluster.instance("long-uuid", text, InstanceState.DOWN)));

        ClusterException failure = assertThrows(
                ClusterException.class,
                () -> cluster.names("instance", "name", List.of("=~", "name", "^(.*)(.*)(.*)(.*)(.*)(.*)(.*)b$")));

        assertEquals("ParameterError", failure.errorClass());
    }

    @Test
    void aLongPatternIsRefusedAtOnce() {
        ClusterException failure = assertThrows(
                ClusterException.class,
                () -> cluster.names("instance", "name", List.of("=~", "name", "a".repeat(200_000))));

        assertEquals(Reason.NOT_UNDERSTOOD, failure.reason());
        assertEquals(
                "(4096,\"regular expression is too large\")",
                failure.getMessage().substring(failure.getMessage().lastIndexOf("error: ") + 7));
    }

    @Test
    void allRowsShareOneEffort() {
        cluster.model.change(edit -> {
            for (int i = 0; i < 200; i++) {
                edit.put(SmallCluster.instance("uuid" + i, "long" + i + "a".repeat(40), InstanceState.DOWN));
            }
        });

        // About two million characters are looked at in each name, which alone is not too much.
        ClusterException failure = assertThrows(
                ClusterException.class,
                () -> cluster.names("instance", "name", List.of("=~", "name", "^(.*)(.*)(.*)(.*)b$")));

        assertEquals("ParameterError", failure.errorClass());
    }

    @Test
    void aFilterOfManyPartsHasALimit() {
        cluster.model.change(edit -> {
            for (int i = 0; i < 500; i++) {
                edit.put(SmallCluster.instance("uuid" + i, "many" + i, InstanceState.DOWN));
            }
        });
        Object part = List.of("=", "os", "none");
        List<Object> filter = new java.util.ArrayList<>(java.util.Collections.nCopies(300_001, part));
        filter.set(0, "|");

        assertEquals(
                "ParameterError",
                assertThrows(ClusterException.class, () -> cluster.names("instance", "name", filter))
                        .errorClass());
    }

    @Test
    void moreFieldsThanThereCouldBeAreRefused() {
        ClusterException failure = assertThrows(
                ClusterException.class,
                () -> cluster.queries.query("instance", java.util.Collections.nCopies(1001, "name"), null));

        assertEquals("OpPrereqError", failure.errorClass());
    }

    @Test
    void whatIsSaidOfALongFilterIsCut() {
        ClusterException failure = assertThrows(
                ClusterException.class,
                () -> cluster.names("instance", "name", List.of("nonsense", "\u0001".repeat(500_000))));

        assertEquals(true, failure.getMessage().length() < 70_000);
    }
}
