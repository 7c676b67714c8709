package org.gatehouse.luxi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.opcode.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuxiJsonTest {

    @Test
    void integersKeepAllTheirDigits() throws IOException {
        assertEquals(
                List.of(7, 1_795_203_460_536_049_000L, new BigInteger("123456789012345678901234567890")),
                read("[7, 1795203460536049000, 123456789012345678901234567890]"));
    }

    @Test
    void fractionsAreDoublesAndObjectsKeepTheirOrder() throws IOException {
        Map<?, ?> object = (Map<?, ?>) read("{\"z\":0.5,\"a\":[null,true,false,\"x\"]}");

        assertEquals("[z, a]", object.keySet().toString());
        assertEquals(0.5, object.get("z"));
        assertEquals(Arrays.asList(null, true, false, "x"), object.get("a"));
    }

    @Test
    void opcodesAreObjectsWhereverTheyStand() {
        Opcode inner = Opcode.named("OP_INSTANCE_CREATE").with("name", "web1");
        Opcode outer = Opcode.named("OP_INSTANCE_MULTI_ALLOC").with("instances", List.of(inner));

        assertEquals(
                "{\"instances\":[{\"name\":\"web1\",\"OP_ID\":\"OP_INSTANCE_CREATE\"}],"
                        + "\"OP_ID\":\"OP_INSTANCE_MULTI_ALLOC\"}",
                LuxiJson.text(outer));
    }

    @Test
    void theEndOfMessageCannotBeSmuggledInsideOne() {
        String written = LuxiJson.text(Map.of("a\u0003", "b\u0003\u0000"));

        assertEquals("{\"a\\u0003\":\"b\\u0003\\u0000\"}", written);
    }

    @Test
    void everyTextCanBeWrittenEvenHalfACharacter() {
        assertEquals("\"\\u00E9\\uD83D\\uDE00\\uD800\"", LuxiJson.text("\u00e9\ud83d\ude00\ud800"));
    }

    @Test
    void numbersAreWrittenPlainly() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("a", new BigInteger("123456789012345678901234567890"));
        values.put("b", new BigDecimal("1E+3"));
        values.put("c", 3.0);
        values.put("d", (short) 4);

        assertEquals("{\"a\":123456789012345678901234567890,\"b\":1000,\"c\":3.0,\"d\":4}", LuxiJson.text(values));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "3.0, 3.0",
        "-2.5, -2.5",
        "0.0, 0.0",
        "-0.0, -0.0",
        "100.0, 100.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.5e300, 1.5e+300",
        "1e-4, 0.0001",
        "1e-5, 1e-05",
        "1.25e-7, 1.25e-07",
        "1795203465.1234567, 1795203465.1234567",
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void fractionsLookAsPythonWritesThem(double value, String spelling) {
        assertEquals(spelling, LuxiJson.text(value));
    }

    @Test
    void otherThingsThanJsonValuesAreAProgrammingError() {
        assertThrows(IllegalArgumentException.class, () -> LuxiJson.text(new Object()));
    }

    private static Object read(String json) throws IOException {
        try (JsonParser parser = LuxiJson.parser(json.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            return LuxiJson.read(parser);
        }
    }
}
