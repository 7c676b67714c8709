package org.gatehouse.container;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * The host and port that a request is for: what {@code Host} says, or {@code :authority} in HTTP/2. The host is any name that RFC 3986 allows
 * ({@code reg-name}), with underscores for instance, an IPv4 address, or an IPv6 address in brackets.
 *
 * @param host in lower case
 * @param port 0 if there is none
 */
public record Authority(String host, int port) {
    private static final int LAST_PORT = 65_535;
    private static final int PORT_DIGITS = 5;
    private static final int LONGEST_IPV6 = "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]".length();
    private static final String HEX = "0123456789abcdef";
    /** What may stand in a name by itself, letters and digits aside. RFC 3986 has the comma, too, by which a proxy may have joined two fields. */
    private static final String MARKS = "-._~!$&'()*+;=";

    /**
     * Empty if the text is not valid. No host is not valid either: URIs of HTTP need one (RFC 9110, 4.2.1). An IPv6 address has no zone, which
     * means something to the client only.
     */
    public static Optional<Authority> parse(String text) {
        int colon = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        int end = colon < 0 ? text.length() : colon;
        String host = text.substring(0, end).toLowerCase(Locale.ROOT);
        int port = port(text.substring(end));
        boolean valid = port >= 0 && (host.startsWith("[") ? isIpv6(host) : isName(host));
        return valid ? Optional.of(new Authority(host, port)) : Optional.empty();
    }

    /** Whether both are the same host and port; where there is none, it is the default one. */
    public boolean isSame(Authority other, int defaultPort) {
        int own = port == 0 ? defaultPort : port;
        return host.equals(other.host) && own == (other.port == 0 ? defaultPort : other.port);
    }

    /** The number after the colon, 0 for an empty text, -1 if it is neither. */
    private static int port(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String digits = text.substring(1);
        if (text.charAt(0) != ':'
                || digits.isEmpty()
                || digits.length() > PORT_DIGITS
                || !digits.chars().allMatch(letter -> letter >= '0' && letter <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= LAST_PORT ? port : -1;
    }

    private static boolean isIpv6(String host) {
        String address = host.substring(1, host.length() - 1);
        // With a colon and without letters beyond f it is never looked up.
        if (host.length() > LONGEST_IPV6
                || address.indexOf(':') < 0
                || !address.chars().allMatch(letter -> letter == ':' || letter == '.' || HEX.indexOf(letter) >= 0)) {
            return false;
        }
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException invalid) {
            return false;
        }
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char letter = host.charAt(i);
            if (letter == '%') {
                if (i + 2 >= host.length()
                        || HEX.indexOf(host.charAt(i + 1)) < 0
                        || HEX.indexOf(host.charAt(i + 2)) < 0) {
                    return false;
                }
                i += 2;
            } else if (!isAlphanumeric(letter) && MARKS.indexOf(letter) < 0) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    private static boolean isAlphanumeric(char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    }
}
