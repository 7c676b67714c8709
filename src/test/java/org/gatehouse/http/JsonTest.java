package org.gatehouse.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static String written(Object value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }

    private static Object read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow().value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "2",
                "\"master\"",
                "{\"a\": [1, 2.5, true, null], \"b\": {}, \"c\": []}",
                "123456789012345678901234567890",
                "1795203460536049000",
                "[0.1, 3.0, 1e+16, 1e-05, 1234567.1234567]",
                "NaN",
                "[Infinity, -Infinity]",
                "\"\\u00e9\\ud83d\\ude00\\u007f\\u0001\\n\\t\\\"\\\\/\"",
                "\"\\ud800\"",
            })
    void whatIsReadIsWrittenInPythonsSpelling(String text) {
        assertEquals(text + "\n", written(read(text)));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0E2, 100.0",
        "1E22, 1e+22",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "123456789012345680.0, 1.2345678901234568e+17",
        "9007199254740993.0, 9007199254740992.0",
        "-0.0, -0.0",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e308, 1.7976931348623157e+308"
    })
    void floatsAreTheShortestTextThatReadsBack(String text, String expected) {
        assertEquals(expected + "\n", written(read(text)));
    }

    @Test
    void valuesOfPrivateParametersAreBlankedUnlessTheyAreWanted() {
        Object value = Map.of("a", List.of(Map.of("osparams_private", Map.of("pw", "x"))));
        assertEquals(
                "{\"a\": [{\"osparams_private\": {\"pw\": null}}]}\n",
                new String(Json.bytes(value), StandardCharsets.US_ASCII));
        assertEquals(
                "{\"a\": [{\"osparams_private\": {\"pw\": \"x\"}}]}\n",
                new String(Json.bytesWithPrivate(value), StandardCharsets.US_ASCII));
    }

    @Test
    void theLastOfTwoEqualNamesWins() {
        assertEquals(Map.of("a", 2), read("{\"a\": 1, \"a\": 2}"));
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertEquals(1, read("\uFEFF1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{oops",
                "1 2",
                "'a'",
                "01",
                "+1",
                ".5",
                "1.",
                "\u0000",
                "\"\u0001\"",
                "nul",
                "[1",
                "{\"a\" 1}",
                "// c\n1"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertTrue(Json.read(text.getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertTrue(Json.read(new byte[] {'"', (byte) 0xff, '"'}).isEmpty());
        assertTrue(Json.read("\"a\"".getBytes(StandardCharsets.UTF_16)).isEmpty());
    }

    @Test
    void deepNestingIsRefusedWithoutHarm() {
        assertTrue(
                Json.read("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)).isEmpty());
        String nested = "[".repeat(500) + "]".repeat(500);
        assertFalse(Json.read(nested.getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    @Test
    void integersOfThousandsOfDigitsAreRefused() {
        assertTrue(Json.read("1".repeat(4301).getBytes(StandardCharsets.UTF_8)).isEmpty());
    }

    @Test
    void privateParametersAreWrittenWithoutTheirValues() {
        assertEquals(
                "{\"osparams_private\": {\"pw\": null}, \"x\": [{\"osparams_secret\": {\"k\": null}}]}\n",
                written(read(
                        "{\"osparams_private\": {\"pw\": \"hidden\"}, \"x\": [{\"osparams_secret\": {\"k\": 5}}]}")));
        assertEquals(
                "{\"osparams_private_cluster\": {\"debian\": {\"pw\": null}}}\n",
                written(read("{\"osparams_private_cluster\": {\"debian\": {\"pw\": \"hidden\"}}}")));
        assertEquals("{\"osparams_private\": {}}\n", written(read("{\"osparams_private\": \"hidden\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"osparams_private\": null} | {\"osparams_private\": {}}",
                "{\"osparams_secret\": \"\"} | {\"osparams_secret\": {}}",
                "[{\"osparams_private\": [[\"a\", 1], \"bc\"]}] | [{\"osparams_private\": {\"a\": 1, \"b\": \"c\"}}]",
                "{\"osparams_private_cluster\": {\"x\": null}} | {\"osparams_private_cluster\": {\"x\": {}}}",
                "{\"osparams_private_cluster\": null} | {\"osparams_private_cluster\": null}"
            })
    void privateParametersBecomeObjects(String sent, String understood) {
        Object value = read(sent);

        assertTrue(PrivateParameters.normalise(value));
        assertEquals(read(understood), value);
    }

    @Test
    void privateParametersThatAreNoObjectsAreRefused() {
        for (String wrong : Arrays.asList("5", "true", "\"x\"", "[1]", "[[\"a\", 1, 2]]", "[[[], 1]]")) {
            assertFalse(PrivateParameters.normalise(read("{\"a\": [{\"osparams_private\": " + wrong + "}]}")), wrong);
        }
        assertFalse(PrivateParameters.normalise(read("{\"osparams_private_cluster\": {\"x\": 5}}")));
        assertFalse(PrivateParameters.normalise(read("{\"osparams_private_cluster\": [\"x\"]}")));
    }
}
