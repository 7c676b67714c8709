package org.gatehouse.embedded.description;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IPv4 network of a size that a pool of addresses may have. */
record Ipv4Block(long first, long size) {
    private static final Pattern NOTATION = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})/(\\d{1,2})");
    private static final int LARGEST = 16;
    private static final int SMALLEST = 30;

    static Optional<Ipv4Block> parse(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(matcher.group(2));
        if (length < LARGEST || length > SMALLEST) {
            return Optional.empty();
        }
        long size = 1L << (32 - length);
        return number(matcher.group(1)).filter(first -> first % size == 0).map(first -> new Ipv4Block(first, size));
    }

    /** The place of an address in the network; empty if it is not in it. */
    Optional<Integer> indexOf(String address) {
        return number(address)
                .map(number -> number - first)
                .filter(index -> index >= 0 && index < size)
                .map(Long::intValue);
    }

    private static Optional<Long> number(String address) {
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            if (!part.matches("\\d{1,3}") || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            number = number << 8 | Integer.parseInt(part);
        }
        return number < 1L << 32 ? Optional.of(number) : Optional.empty();
    }
}
