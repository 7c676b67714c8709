package org.gatehouse.opcode;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** JSON values as Python sees them, whose rules and wording the checks have to follow. */
final class PythonValue {
    private PythonValue() {}

    static boolean isInteger(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof Short
                || value instanceof Byte;
    }

    static boolean isFloat(Object value) {
        return value instanceof Number && !isInteger(value);
    }

    /** Compares an integer of whatever size. */
    static int compare(Object integer, long other) {
        return big(integer).compareTo(BigInteger.valueOf(other));
    }

    /** Whether {@code value} equals {@code listed}, a string or a {@link Long}; numbers do across types, truth is 1. */
    static boolean equal(Object listed, Object value) {
        if (!(listed instanceof Long number)) {
            return listed.equals(value);
        }
        if (value instanceof Boolean truth) {
            return number == (truth ? 1 : 0);
        }
        if (isInteger(value)) {
            return compare(value, number) == 0;
        }
        return value instanceof Number fraction && fraction.doubleValue() == number;
    }

    /** The float nearest to an integer; throws {@link OpcodeException} if there is none. */
    static Double toFloat(Object integer) {
        double result = big(integer).doubleValue();
        if (Double.isInfinite(result)) {
            throw new OpcodeException(OpcodeException.Kind.CRASHES, "int too large to convert to float");
        }
        return result;
    }

    /** Throws {@link OpcodeException} for what cannot be looked up in a set. */
    static void requireHashable(Object value) {
        if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw uncheckable("unhashable type: '" + typeName(value) + "'");
        }
    }

    /** Throws {@link OpcodeException} for what has no length. */
    static void requireLength(Object value) {
        if (!isSequence(value)) {
            throw uncheckable("object of type '" + typeName(value) + "' has no len()");
        }
    }

    /** What a loop over {@code value} meets: items, keys or characters. Throws {@link OpcodeException} for anything else. */
    static List<?> items(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Map<?, ?> map) {
            return List.copyOf(map.keySet());
        }
        if (value instanceof String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }
        throw uncheckable("'" + typeName(value) + "' object is not iterable");
    }

    /** Text as Python quotes it in messages. */
    static String quote(String text) {
        char mark = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(mark);
        text.codePoints().forEach(point -> quoted.append(escape(point, mark)));
        return quoted.append(mark).toString();
    }

    private static String escape(int point, char mark) {
        return switch (point) {
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                if (point == mark) {
                    yield "\\" + mark;
                }
                if (isPrintable(point)) {
                    yield Character.toString(point);
                }
                yield point < 0x100
                        ? String.format("\\x%02x", point)
                        : point < 0x10000 ? String.format("\\u%04x", point) : String.format("\\U%08x", point);
            }
        };
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }

    private static boolean isSequence(Object value) {
        return value instanceof List<?> || value instanceof Map<?, ?> || value instanceof String;
    }

    private static String typeName(Object value) {
        if (value == null) {
            return "NoneType";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof List<?>) {
            return "list";
        }
        if (value instanceof Map<?, ?>) {
            return "dict";
        }
        if (value instanceof String) {
            return "str";
        }
        return isInteger(value) ? "int" : "float";
    }

    private static BigInteger big(Object integer) {
        return integer instanceof BigInteger big ? big : BigInteger.valueOf(((Number) integer).longValue());
    }

    private static OpcodeException uncheckable(String message) {
        return new OpcodeException(OpcodeException.Kind.UNCHECKABLE, message);
    }
}
