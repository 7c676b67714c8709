package org.gatehouse.opcode;

import static java.util.Arrays.asList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTypeTest {
    private static final BigInteger HUGE = BigInteger.TEN.pow(400);
    private static final Map<String, ParameterType> NAMED = Map.of(
            "enum:Color", new ParameterType.Listed(List.of("red", "green"), true),
            "enum:Policy", new ParameterType.Listed(List.of("red", "green"), false),
            "enum:Level", new ParameterType.Listed(List.of(-10L, 0L, 1L), true),
            "enum:DdmSimple", new ParameterType.Listed(List.of("add", "remove"), true),
            "enum:DdmWithModify", new ParameterType.Listed(List.of("add", "remove", "modify"), true),
            "Settings", new ParameterType.DictOf(BasicType.NESTR, BasicType.INT));

    static Stream<Arguments> accepted() {
        return Stream.of(
                arguments("bool", asList(true, false)),
                arguments("int", asList(0, -1, 1L << 40, HUGE)),
                arguments("float", asList(0.0, Double.NaN, Double.NEGATIVE_INFINITY)),
                arguments("str", asList("", "x", "\0")),
                arguments("nestr", asList(" ", "x")),
                arguments("any", asList(null, 1, List.of(), Map.of(), Opcode.named("OP_X"))),
                arguments("null", asList((Object) null)),
                arguments("list", asList(List.of(), asList(1, null, "x"))),
                arguments("dict", asList(Map.of(), Map.of("a", 1))),
                arguments("neg-int", asList(-1, HUGE.negate())),
                arguments("jobid", asList(0, HUGE, "0", "007", "12\n", "\u0661\u0662")),
                arguments("ge0(int)", asList(0, 1, HUGE)),
                arguments("gt0(int)", asList(1, HUGE)),
                arguments("and(ge0(int),lt16)", asList(0, 15)),
                arguments("maybe(str)", asList(null, "")),
                arguments("or(nestr,list)", asList("x", List.of())),
                arguments("list(int)", asList(List.of(), List.of(1, 2))),
                arguments("set(enum:Color)", asList(List.of(), List.of("red", "red"), "", Map.of("green", 1))),
                arguments("tuple(int,str)", asList(List.of(1, "x"))),
                arguments("items(str,str)", asList(List.of("a", "b"), "ab", "\ud83d\ude00b")),
                arguments("dict(nestr,int)", asList(Map.of(), Map.of("a", 1))),
                arguments("private(str)", asList("x")),
                arguments("Settings", asList(Map.of("size", 1))),
                arguments("enum:Color", asList("red")),
                arguments("enum:Level", asList(0, -10, 0L, 1.0, -0.0, true, false, BigInteger.ZERO)),
                arguments(
                        "mods(Settings)",
                        asList(
                                List.of(),
                                List.of(List.of("modify", -1, Map.of())),
                                List.of(List.of("add", "0", Map.of("size", 1)), List.of("remove", 2, Map.of())),
                                List.of(List.of("add", Map.of("size", 1)), List.of(0, Map.of())))),
                arguments("ipv4addr", asList("0.0.0.0", "255.255.255.255")),
                arguments(
                        "ipv4net",
                        asList(
                                "10.0.0.1",
                                "10.0.0.0/24",
                                "10.0.0.0/024",
                                "10.0.0.0/255.255.255.0",
                                "10.0.0.0/0.0.0.255",
                                "0.0.0.0/0.0.0.0")),
                arguments(
                        "ipv6addr",
                        asList("::", "::1", "1:2:3:4:5:6:7::", "FE80::A%eth0", "::1.2.3.4", "1:2:3:4:5:6:1.2.3.4")),
                arguments("ipv6net", asList("::/0", "2001:db8::/32", "fe80::1", "fe80::%eth0/64", "::1/128")));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("bool", asList(0, 1, "true", null)),
                arguments("int", asList(true, 1.0, "1", null)),
                arguments("float", asList(1, true, "1.0", null)),
                arguments("str", asList(null, 1, List.of())),
                arguments("nestr", asList("", null, 1)),
                arguments("null", asList(false, 0, "")),
                arguments("list", asList("", Map.of(), null)),
                arguments("dict", asList(List.of(), null)),
                arguments("neg-int", asList(0, -1.0, "-1")),
                arguments("jobid", asList(-1, "", "-1", "\n", "1\n\n", "1.0", 1.0, true, "\u00b2")),
                arguments("ge0(int)", asList(-1, HUGE.negate(), 0.0, false)),
                arguments("gt0(int)", asList(0, "1")),
                arguments("and(ge0(int),lt16)", asList(16, -1, HUGE)),
                arguments("maybe(str)", asList(0)),
                arguments("or(nestr,list)", asList("", Map.of())),
                arguments("list(int)", asList(List.of(1, "x"), asList((Object) null), "12", 1)),
                arguments("set(enum:Color)", asList(List.of("blue"), "red")),
                arguments("tuple(int,str)", asList(List.of(1), List.of(1, "x", 2), List.of("x", 1), "ab", 7)),
                arguments("items(str,str)", asList(List.of("a"), "abc", List.of(1, 2), Map.of())),
                arguments("dict(nestr,int)", asList(Map.of("", 1), Map.of("a", "b"), List.of())),
                arguments("enum:Color", asList("RED", "", 1, null, 0.5)),
                arguments("enum:Policy", asList(List.of(), Map.of(), "blue")),
                arguments("enum:Level", asList("0", 2, 0.5, Double.NaN, null)),
                arguments(
                        "mods(Settings)",
                        asList(
                                null,
                                List.of(List.of("modify", Map.of())),
                                List.of(List.of("add", 1.0, Map.of())),
                                List.of(List.of("add", Map.of()), List.of("add", 0, Map.of())),
                                List.of("add"))),
                arguments(
                        "ipv4addr",
                        asList("", "10.0.0", "010.0.0.1", "10.0.0.256", "10.0.0.1 ", "10.0.0.1/32", "\u0661.1.1.1", 1)),
                arguments("ipv4net", asList("10.0.0/24", "10.0.0.0/24/8", "", null)),
                arguments(
                        "ipv6addr",
                        asList(
                                "",
                                ":::",
                                "1::2::3",
                                "12345::",
                                "1:2:3:4:5:6:7",
                                "1:2:3:4:5:6:7:8::",
                                ":1:2:3:4:5:6:7",
                                "::1%",
                                "::1%a%b",
                                "::1/128",
                                "1.2.3.4",
                                "::1.2.3.256")),
                arguments("ipv6net", asList("10.0.0.0/8", "::/0/0", "g::/16")));
    }

    static Stream<Arguments> upsetting() {
        return Stream.of(
                arguments("enum:Color", List.of(), "UNCHECKABLE unhashable type: 'list'"),
                arguments("list(enum:Color)", List.of(Map.of()), "UNCHECKABLE unhashable type: 'dict'"),
                arguments("set(enum:Color)", 5, "UNCHECKABLE 'int' object is not iterable"),
                arguments("set(any)", List.of(List.of()), "UNCHECKABLE unhashable type: 'list'"),
                arguments("items(int,int)", true, "UNCHECKABLE object of type 'bool' has no len()"),
                arguments("items(int,int)", null, "UNCHECKABLE object of type 'NoneType' has no len()"),
                arguments("mods(Settings)", List.of(1.5), "UNCHECKABLE object of type 'float' has no len()"),
                arguments("ipv4net", "10.0.0.1/24", "CRASHES 10.0.0.1/24 has host bits set"),
                arguments("ipv4net", "10.0.0.1/255.255.255.0", "CRASHES 10.0.0.1/24 has host bits set"),
                arguments("ipv4net", "10.0.0.0/33", "CRASHES '33' is not a valid netmask"),
                arguments("ipv4net", "10.0.0.0/255.0.255.0", "CRASHES '255.0.255.0' is not a valid netmask"),
                arguments("ipv4net", "10.0.0.0/", "CRASHES '' is not a valid netmask"),
                arguments("ipv4net", "10.0.0.0/it's", "CRASHES \"it's\" is not a valid netmask"),
                arguments(
                        "ipv4net",
                        "10.0.0.0/'\"\\\n\u200b\u00e9",
                        "CRASHES '\\'\"\\\\\\n\\u200b\u00e9' is not a valid netmask"),
                arguments("ipv6net", "2001:DB8:0:0:1:0:0:1/64", "CRASHES 2001:db8::1:0:0:1/64 has host bits set"),
                arguments("ipv6net", "::1/0", "CRASHES ::1/0 has host bits set"),
                arguments("ipv6net", "fe80::%eth0/8", "CRASHES fe80::%eth0/8 has host bits set"),
                arguments("ipv6net", "::/ffff::", "CRASHES 'ffff::' is not a valid netmask"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void acceptsItsValues(String text, List<Object> values) {
        values.forEach(value -> assertEquals(true, type(text).accepts(value), () -> text + " on " + value));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesOtherValues(String text, List<Object> values) {
        values.forEach(value -> assertEquals(false, type(text).accepts(value), () -> text + " on " + value));
    }

    @ParameterizedTest
    @MethodSource("upsetting")
    void failsAsPythonDoes(String text, Object value, String expected) {
        OpcodeException failure =
                assertThrows(OpcodeException.class, () -> type(text).accepts(value));
        assertEquals(expected, failure.kind() + " " + failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"private(any)", "maybe(dict(str,dict(any,private(any))))", "list(tuple(int,private(str)))"})
    void knowsThatPartsAreSecret(String text) {
        assertEquals(true, type(text).secret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "what",
                "list(int",
                "list(int)x",
                "list()",
                "dict(str)",
                "ge0(str)",
                "and(int,lt5)",
                "and(ge0(int),5)",
                "enum:None",
                "maybe(int,int)"
            })
    void refusesBrokenExpressions(String text) {
        assertThrows(IllegalArgumentException.class, () -> type(text));
    }

    private static ParameterType type(String text) {
        return TypeParser.parse(text, NAMED);
    }
}
