package org.gatehouse.opcode;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What stands after the slash of a network. */
final class NetworkMask {
    private static final Pattern LENGTH = Pattern.compile("0*([0-9]{1,3})");

    private NetworkMask() {}

    /** The prefix length that {@code text} spells, if it does and it is not above {@code bits}. */
    static OptionalInt findPrefixLength(String text, int bits) {
        var matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            return OptionalInt.empty();
        }
        int length = Integer.parseInt(matcher.group(1));
        return length <= bits ? OptionalInt.of(length) : OptionalInt.empty();
    }

    /** The refusal of {@code text} as a mask. */
    static OpcodeException invalid(String text) {
        return new OpcodeException(OpcodeException.Kind.CRASHES, PythonValue.quote(text) + " is not a valid netmask");
    }
}
