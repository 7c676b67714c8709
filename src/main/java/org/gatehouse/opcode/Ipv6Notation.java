package org.gatehouse.opcode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** IPv6 addresses and networks in text, as strictly and as loosely read as Python's {@code ipaddress} module does. */
final class Ipv6Notation {
    private static final int BITS = 128;
    private static final int GROUPS = 8;
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    private Ipv6Notation() {}

    /** Whether {@code text} is an address, with a scope after {@code %} or without. */
    static boolean isAddress(String text) {
        return !text.contains("/") && Scoped.parse(text).isPresent();
    }

    /**
     * Whether {@code text} is an address, alone or with a prefix length. Throws {@link OpcodeException} if that which
     * follows the slash is none, or leaves bits of the address out.
     */
    static boolean isNetwork(String text) {
        String[] parts = text.split("/", -1);
        Optional<Scoped> address = parts.length > 2 ? Optional.empty() : Scoped.parse(parts[0]);
        if (address.isEmpty()) {
            return false;
        }
        int prefix = parts.length == 1
                ? BITS
                : NetworkMask.findPrefixLength(parts[1], BITS).orElseThrow(() -> NetworkMask.invalid(parts[1]));
        int zeros = address.get().number().getLowestSetBit();
        if (zeros >= 0 && zeros < BITS - prefix) {
            throw new OpcodeException(
                    OpcodeException.Kind.CRASHES, address.get().spelled() + "/" + prefix + " has host bits set");
        }
        return true;
    }

    /** Eight groups of 16 bits and a scope, which is empty or begins with its {@code %}. */
    private record Scoped(List<Integer> groups, String scope) {

        static Optional<Scoped> parse(String text) {
            int percent = text.indexOf('%');
            if (percent < 0) {
                return parseGroups(text).map(groups -> new Scoped(groups, ""));
            }
            String scope = text.substring(percent);
            if (scope.length() == 1 || scope.indexOf('%', 1) > 0) {
                return Optional.empty();
            }
            return parseGroups(text.substring(0, percent)).map(groups -> new Scoped(groups, scope));
        }

        BigInteger number() {
            BigInteger number = BigInteger.ZERO;
            for (int group : groups) {
                number = number.shiftLeft(16).or(BigInteger.valueOf(group));
            }
            return number;
        }

        /** The usual spelling: lower case, no leading zeros, the first of the longest runs of zeros as {@code ::}. */
        String spelled() {
            int start = 0;
            int length = 0;
            for (int i = 0; i < GROUPS; i++) {
                int end = i;
                while (end < GROUPS && groups.get(end) == 0) {
                    end++;
                }
                if (end - i > length) {
                    start = i;
                    length = end - i;
                }
            }
            return length < 2
                    ? join(groups) + scope
                    : join(groups.subList(0, start)) + "::" + join(groups.subList(start + length, GROUPS)) + scope;
        }

        private static String join(List<Integer> groups) {
            return String.join(":", groups.stream().map(Integer::toHexString).toList());
        }
    }

    private static Optional<List<Integer>> parseGroups(String text) {
        Optional<String> plain = withoutDottedTail(text);
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        String[] halves = plain.get().split("::", -1);
        Optional<List<Integer>> high = groups(halves[0]);
        if (halves.length == 1) {
            return high.filter(groups -> groups.size() == GROUPS);
        }
        Optional<List<Integer>> low = groups(halves[1]);
        if (halves.length > 2 || high.isEmpty() || low.isEmpty()) {
            return Optional.empty();
        }
        int known = high.get().size() + low.get().size();
        if (known >= GROUPS) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(high.get());
        for (int i = known; i < GROUPS; i++) {
            all.add(0);
        }
        all.addAll(low.get());
        return Optional.of(all);
    }

    // An address may end in dotted IPv4 notation, which stands for two groups; "::" or a full prefix must precede it.
    private static Optional<String> withoutDottedTail(String text) {
        int tail = text.lastIndexOf(':') + 1;
        if (text.indexOf('.', tail) < 0) {
            return Optional.of(text);
        }
        OptionalLong ipv4 = Ipv4Notation.parse(text.substring(tail));
        if (ipv4.isEmpty()) {
            return Optional.empty();
        }
        long bits = ipv4.getAsLong();
        return Optional.of(
                text.substring(0, tail) + Long.toHexString(bits >> 16) + ":" + Long.toHexString(bits & 0xFFFF));
    }

    private static Optional<List<Integer>> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(List.of());
        }
        List<String> groups = Arrays.asList(text.split(":", -1));
        return groups.stream().allMatch(group -> GROUP.matcher(group).matches())
                ? Optional.of(groups.stream()
                        .map(group -> Integer.parseInt(group, 16))
                        .toList())
                : Optional.empty();
    }
}
