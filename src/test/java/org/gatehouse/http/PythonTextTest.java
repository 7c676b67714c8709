package org.gatehouse.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTextTest {

    @Test
    void valuesAreRepresentedAsPythonDoes() {
        assertEquals("'a'", PythonText.repr("a"));
        assertEquals("\"it's\"", PythonText.repr("it's"));
        assertEquals("'both \\' and \"'", PythonText.repr("both ' and \""));
        assertEquals(
                "'\\n\\t\\\\\\x00\\xa0é\\u200b\\U000e0001😀'", PythonText.repr("\n\t\\\0\u00a0é\u200b\udb40\udc01😀"));
        assertEquals(
                "[None, True, False, 1, 2.0, nan]",
                PythonText.repr(Arrays.asList(null, true, false, 1, 2.0, Double.NaN)));
        assertEquals("{'a': [1]}", PythonText.repr(Map.of("a", List.of(1))));
    }

    @Test
    void exceptionsSayTheirArguments() {
        assertEquals("", PythonText.exceptionText(List.of()));
        assertEquals("Queue drained", PythonText.exceptionText(List.of("Queue drained")));
        assertEquals(
                "('Node name nosuch not found', 'unknown_entity')",
                PythonText.exceptionText(List.of("Node name nosuch not found", "unknown_entity")));
        assertEquals("[['n1', 'x', 'y']]", PythonText.exceptionText(List.of(List.of(List.of("n1", "x", "y")))));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "' -1 ', -1", "+7, 7", "1_000, 1000", "007, 7", "'\u0663', 3", "'\u2003 5\u00a0', 5"})
    void integersAreReadLeniently(String text, String number) {
        assertEquals(Optional.of(new BigInteger(number)), PythonText.parseInteger(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "-", "1.0", "true", "1__0", "_1", "1_", "0x1", "1 2", "--1", "+-1", "½", "²", "1\u001f"
            })
    void whatIsNoIntegerIsNone(String text) {
        assertEquals(Optional.empty(), PythonText.parseInteger(text));
    }
}
