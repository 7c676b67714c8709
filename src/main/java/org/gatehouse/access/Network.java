package org.gatehouse.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where a request comes from, as far as limits are concerned: an IPv4 address, or the 64-bit prefix of an IPv6 address. */
record Network(String text) {
    private static final int PREFIX_BYTES = 8;

    /** The network of an address as {@code getRemoteAddr} gives it; a text that is no address stands for itself. */
    static Network of(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return new Network(String.valueOf(address));
        }
        String plain =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        int zone = plain.indexOf('%');
        try {
            // An address with a colon in it is never looked up.
            InetAddress parsed = InetAddress.getByName(zone < 0 ? plain : plain.substring(0, zone));
            if (parsed instanceof Inet4Address) {
                return new Network(parsed.getHostAddress());
            }
            byte[] bytes = parsed.getAddress();
            Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
            return new Network(InetAddress.getByAddress(bytes).getHostAddress() + "/64");
        } catch (UnknownHostException e) {
            return new Network(address);
        }
    }
}
