package org.gatehouse.embedded.query;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spellings as luxid was seen to use them. */
class HaskellTextTest {

    @Test
    void longListsAreFilledUpLineByLine() {
        assertEquals("""
                [["c1", "c1", "c1", "c1", "c1", "c1", "c1", "c1", "c1", "c1", "c1",
                  "c1", "c1"],
                 1, false]""", HaskellText.json(List.of(Collections.nCopies(13, "c1"), 1, false)));
    }

    @Test
    void whatIsTooLongForItsLineBeginsANewOne() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("a", List.of(1, 2, 3));
        object.put("b".repeat(31), Map.of("c", "d".repeat(98)));
        object.put("e", 1.0);
        object.put("f", 1e22);
        object.put("g", 0.001);

        assertEquals("""
                {"a": [1, 2, 3],
                 "%s": {"c": "%s"},
                 "e": 1, "f": 10000000000000000000000, "g": 1.0e-3}""".formatted("b".repeat(31), "d".repeat(98)), HaskellText.json(object));
    }

    @Test
    void textsAreShownInAscii() {
        assertEquals("\"\\233\\SOH\\n\\\"1\"", HaskellText.shown("\u00e9\u0001\n\"1"));
        assertEquals("\"\\233\\&1\\SO\\&H\\DEL\"", HaskellText.shown("\u00e91\u000eH\u007f"));
    }

    @ParameterizedTest
    @CsvSource({"1795250370.523861,1.795250370523861e9", "0.1,0.1", "0.05,5.0e-2", "4.0,4", "-2.5,-2.5", "1e7,10000000"
    })
    void numbersAreFractionsOrIntegers(double value, String spelled) {
        assertEquals(spelled, Numbers.spell(value));
    }

    @ParameterizedTest
    @CsvSource({"a2,a10", "a,a1", "a1,ab", "1,a", "a1b2,a1b10", "a02,a3", "node1,node1.gnt.test"})
    void namesAreInNiceOrder(String first, String second) {
        assertEquals(-1, Integer.signum(NiceOrder.NICE.compare(first, second)));
        assertEquals(1, Integer.signum(NiceOrder.NICE.compare(second, first)));
        assertEquals(0, NiceOrder.NICE.compare(first, first));
    }
}
