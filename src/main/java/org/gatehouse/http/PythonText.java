package org.gatehouse.http;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Values in Python's words, because clients of RAPI see them: representations of values and names of types in messages,
 * floats in JSON, integers in query strings (Python 3 language reference and library, {@code repr}, {@code int}).
 */
public final class PythonText {
    private static final int LONGEST_INTEGER = 4300;
    private static final int FIRST_EXPONENT_WRITTEN = 16;
    private static final int LAST_EXPONENT_PLAIN = -4;

    private PythonText() {}

    /** The name of a JSON value's type. */
    public static String typeName(Object value) {
        if (value == null) {
            return "NoneType";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof List) {
            return "list";
        }
        return value instanceof Double ? "float" : "int";
    }

    /** The shortest text that reads back as the same float: {@code 0.1}, {@code 3.0}, {@code 1e+16}, {@code NaN}. */
    public static String of(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(number, true)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= LAST_EXPONENT_PLAIN && exponent < FIRST_EXPONENT_WRITTEN) {
            return shortest.scale() > 0 ? shortest.toPlainString() : shortest.toPlainString() + ".0";
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = shortest.signum() < 0 ? "-" : "";
        String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return sign + mantissa + "e" + power;
    }

    /** The value as {@code repr} writes it. */
    public static String repr(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Double number) {
            String text = of(number);
            return switch (text) {
                case "NaN" -> "nan";
                case "Infinity" -> "inf";
                case "-Infinity" -> "-inf";
                default -> text;
            };
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }

    /** The value as {@code str} writes it: text as it is, everything else as {@link #repr}. */
    public static String str(Object value) {
        return value instanceof String text ? text : repr(value);
    }

    /** What an exception with these arguments says of itself: nothing, its one argument, or a tuple. */
    public static String exceptionText(List<?> arguments) {
        return switch (arguments.size()) {
            case 0 -> "";
            case 1 -> str(arguments.get(0));
            default -> arguments.stream().map(PythonText::repr).collect(Collectors.joining(", ", "(", ")"));
        };
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(c -> appendEscaped(out, c, quote));
        return out.append(quote).toString();
    }

    private static void appendEscaped(StringBuilder out, int c, char quote) {
        if (c == quote || c == '\\') {
            out.append('\\').append((char) c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c == '\r') {
            out.append("\\r");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (isPrintable(c)) {
            out.appendCodePoint(c);
        } else if (c < 0x100) {
            out.append(String.format("\\x%02x", c));
        } else if (c < 0x10000) {
            out.append(String.format("\\u%04x", c));
        } else {
            out.append(String.format("\\U%08x", c));
        }
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }

    /** Reads an integer as {@code int} does: blanks around it, a sign, underscores between digits, digits of any script. */
    public static Optional<BigInteger> parseInteger(String text) {
        String stripped = strip(text, PythonText::isSpaceForInteger);
        int start = stripped.startsWith("-") || stripped.startsWith("+") ? 1 : 0;
        StringBuilder digits = new StringBuilder(stripped.length()).append(stripped.startsWith("-") ? "-" : "");
        boolean digitBefore = false;
        int count = 0;
        for (int i = start; i < stripped.length(); ) {
            int c = stripped.codePointAt(i);
            i += Character.charCount(c);
            int digit = Character.isDigit(c) ? Character.digit(c, 10) : -1;
            if (digit >= 0) {
                digits.append((char) ('0' + digit));
                count++;
            } else if (c != '_' || !digitBefore) {
                return Optional.empty();
            }
            digitBefore = digit >= 0;
        }
        return digitBefore && count <= LONGEST_INTEGER
                ? Optional.of(new BigInteger(digits.toString()))
                : Optional.empty();
    }

    /** The text without the white space around it, by Python's idea of white space. */
    public static String strip(String text) {
        return strip(text, PythonText::isSpace);
    }

    private static String strip(String text, IntPredicate isSpace) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace.test(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace.test(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) || c == 0x85;
    }

    /** The separators of ASCII are white space for {@code strip} but not for {@code int}. */
    private static boolean isSpaceForInteger(int c) {
        return isSpace(c) && !(c >= 0x1c && c <= 0x1f);
    }
}
