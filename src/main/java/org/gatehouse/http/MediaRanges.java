package org.gatehouse.http;

import java.util.Locale;

/** What media types a client takes: the header {@code Accept} (RFC 9110, 12.5.1). Parameters other than the weight do not matter. */
public final class MediaRanges {
    private MediaRanges() {}

    /**
     * Whether a client takes a media type.
     *
     * @param accept the header, several joined by commas; null if there is none
     * @param type such as {@code application/octet-stream}
     */
    public static boolean accept(String accept, String type) {
        if (accept == null || accept.isBlank()) {
            return true;
        }
        String wanted = type.toLowerCase(Locale.ROOT);
        String family = wanted.substring(0, wanted.indexOf('/')) + "/*";
        int best = 0;
        int weight = 0;
        // The more a range says, the more it counts, wherever it stands.
        for (Weighted range : Weighted.list(accept)) {
            int says = range.name().equals(wanted)
                    ? 3
                    : range.name().equals(family) ? 2 : range.name().equals("*/*") ? 1 : 0;
            if (says > best || (says > 0 && says == best && range.weight() > weight)) {
                best = says;
                weight = range.weight();
            }
        }
        return weight > 0;
    }
}
