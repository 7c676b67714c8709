package org.gatehouse.opcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GanetiVersionTest {
    @ParameterizedTest
    @CsvSource({"3.0.2,3.0.2", "3.1,3.1.0", "3.1.0~rc2,3.1.0", "2.16.10-1,2.16.10"})
    void readsTheNumbers(String text, String expected) {
        assertEquals(expected, GanetiVersion.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "three", "v3.0", "12345678.0"})
    void refusesWhatIsNoVersion(String text) {
        assertThrows(IllegalArgumentException.class, () -> GanetiVersion.parse(text));
    }

    @Test
    void comparesByNumber() {
        GanetiVersion ten = GanetiVersion.parse("3.10.0");
        assertTrue(ten.atLeast(GanetiVersion.parse("3.9.9")));
        assertTrue(ten.atLeast(ten));
        assertFalse(GanetiVersion.BASELINE.atLeast(GanetiVersion.parse("3.1")));
    }
}
