package org.gatehouse.http;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An element of a header that lists what a client would take, {@code gzip;q=0.5} say (RFC 9110, 12.4.2).
 *
 * @param name in lower case, without parameters
 * @param weight in thousandths: 0 is "not this", 1000 the most
 */
record Weighted(String name, int weight) {
    static final int MOST = 1000;
    private static final Pattern QUALITY = Pattern.compile("\\s*[qQ]\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)\\s*");

    /** The elements in their order. A weight that is none counts as the most: clients with odd headers are not punished. */
    static List<Weighted> list(String header) {
        List<Weighted> elements = new ArrayList<>();
        for (String element : header.split(",", -1)) {
            String[] parts = element.split(";", -1);
            String name = parts[0].strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty()) {
                elements.add(new Weighted(name, weight(parts)));
            }
        }
        return elements;
    }

    private static int weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var quality = QUALITY.matcher(parts[i]);
            if (quality.matches()) {
                return new BigDecimal(quality.group(1)).movePointRight(3).intValue();
            }
        }
        return MOST;
    }
}
