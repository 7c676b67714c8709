package org.gatehouse.opcode;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** IPv4 addresses and networks in text, as strictly and as loosely read as Python's {@code ipaddress} module does. */
final class Ipv4Notation {
    private static final int BITS = 32;
    private static final long ALL_ONES = 0xFFFF_FFFFL;
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Ipv4Notation() {}

    static boolean isAddress(String text) {
        return parse(text).isPresent();
    }

    /**
     * Whether {@code text} is an address, alone or with a prefix length, netmask or host mask. Throws
     * {@link OpcodeException} if that which follows the slash is none of these, or leaves bits of the address out.
     */
    static boolean isNetwork(String text) {
        String[] parts = text.split("/", -1);
        OptionalLong address = parts.length > 2 ? OptionalLong.empty() : parse(parts[0]);
        if (address.isEmpty()) {
            return false;
        }
        int prefix = parts.length == 1 ? BITS : prefixLength(parts[1]);
        if ((address.getAsLong() & (ALL_ONES >> prefix)) != 0) {
            throw new OpcodeException(OpcodeException.Kind.CRASHES, parts[0] + "/" + prefix + " has host bits set");
        }
        return true;
    }

    /** The address as an unsigned number of 32 bits. */
    static OptionalLong parse(String text) {
        String[] octets = text.split("\\.", -1);
        if (octets.length != 4) {
            return OptionalLong.empty();
        }
        long address = 0;
        for (String octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) {
                return OptionalLong.empty();
            }
            address = address << 8 | Integer.parseInt(octet);
        }
        return OptionalLong.of(address);
    }

    private static int prefixLength(String text) {
        OptionalInt length = NetworkMask.findPrefixLength(text, BITS);
        if (length.isPresent()) {
            return length.getAsInt();
        }
        long mask = parse(text).orElseThrow(() -> NetworkMask.invalid(text));
        if (isRunOfOnes(~mask & ALL_ONES)) {
            return Long.bitCount(mask);
        }
        if (isRunOfOnes(mask)) {
            return BITS - Long.bitCount(mask);
        }
        throw NetworkMask.invalid(text);
    }

    // All set bits at the low end: what a host mask looks like.
    private static boolean isRunOfOnes(long bits) {
        return (bits & (bits + 1)) == 0;
    }
}
