package org.gatehouse.embedded.work;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of machines and of network cards. */
final class Addresses {
    private static final Pattern QUAD = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final Pattern MAC_PREFIX = Pattern.compile("([0-9a-f]{2}:){2}[0-9a-f]{2}");
    private static final int BYTE = 256;

    private Addresses() {}

    /** An IPv4 address as a number; empty if the text is none. */
    static OptionalLong number(String text) {
        Matcher matcher = QUAD.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 1; i <= matcher.groupCount(); i++) {
            int part = Integer.parseInt(matcher.group(i));
            if (part >= BYTE) {
                return OptionalLong.empty();
            }
            number = number * BYTE + part;
        }
        return OptionalLong.of(number);
    }

    /** The IPv4 address with this number. */
    static String text(long number) {
        return (number >> 24) + "." + (number >> 16) % BYTE + "." + (number >> 8) % BYTE + "." + number % BYTE;
    }

    /** Whether the text is an address of either protocol. */
    static boolean isAddress(String text) {
        if (number(text).isPresent()) {
            return true;
        }
        // With a colon in it the text is no name, and nobody is asked for its address.
        if (!text.contains(":") || !text.matches("[0-9a-fA-F:.]+")) {
            return false;
        }
        try {
            return InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** A MAC address in small letters. */
    static String mac(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        if (!MAC.matcher(small).matches()) {
            throw Refusal.prerequisite("Invalid MAC address '" + text + "'", Refusal.WRONG_INPUT);
        }
        return small;
    }

    /** The first half of a MAC address in small letters. */
    static String macPrefix(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        if (!MAC_PREFIX.matcher(small).matches()) {
            throw Refusal.prerequisite("Invalid MAC address prefix '" + text + "'", Refusal.WRONG_INPUT);
        }
        return small;
    }
}
