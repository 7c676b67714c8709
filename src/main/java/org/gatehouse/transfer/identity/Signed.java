package org.gatehouse.transfer.identity;

import java.util.Objects;

/**
 * A signature with the cluster domain secret.
 *
 * @param mac in hexadecimal digits
 * @param salt letters and digits
 */
public record Signed(String mac, String salt) {
    /** Checks that nothing is missing. */
    public Signed {
        Objects.requireNonNull(mac);
        Objects.requireNonNull(salt);
    }
}
