package org.gatehouse.opcode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The types that are not made of others. */
enum BasicType implements ParameterType {
    ANY,
    NULL,
    BOOL,
    INT,
    FLOAT,
    STR,
    NESTR,
    LIST,
    DICT,
    NEG_INT,
    JOBID,
    IPV4ADDR,
    IPV4NET,
    IPV6ADDR,
    IPV6NET;

    /** The type that the catalogue writes as {@code word}. */
    static Optional<BasicType> findByWord(String word) {
        return Stream.of(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public boolean accepts(Object value) {
        return switch (this) {
            case ANY -> true;
            case NULL -> value == null;
            case BOOL -> value instanceof Boolean;
            case INT -> PythonValue.isInteger(value);
            case FLOAT -> PythonValue.isFloat(value);
            case STR -> value instanceof String;
            case NESTR -> value instanceof String text && !text.isEmpty();
            case LIST -> value instanceof List<?>;
            case DICT -> value instanceof Map<?, ?>;
            case NEG_INT -> PythonValue.isInteger(value) && PythonValue.compare(value, 0) < 0;
            case JOBID ->
                PythonValue.isInteger(value)
                        ? PythonValue.compare(value, 0) >= 0
                        : value instanceof String text && isJobId(text);
            case IPV4ADDR -> value instanceof String text && Ipv4Notation.isAddress(text);
            case IPV4NET -> value instanceof String text && Ipv4Notation.isNetwork(text);
            case IPV6ADDR -> value instanceof String text && Ipv6Notation.isAddress(text);
            case IPV6NET -> value instanceof String text && Ipv6Notation.isNetwork(text);
        };
    }

    @Override
    public boolean secret() {
        return false;
    }

    // Digits of any script, and a line end after them, are what the daemon's pattern lets pass.
    private static boolean isJobId(String text) {
        String digits = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return !digits.isEmpty() && digits.codePoints().allMatch(Character::isDigit);
    }
}
