package org.gatehouse.rapi;

import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.PythonText;

/**
 * The parameters of a request's query string, decoded as an HTML form's. A parameter with an empty value counts as not given,
 * repeated ones keep their values in order, and whoever wants one value gets the first. Booleans are integers: all but 0
 * are true.
 */
final class QueryParameters {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** Reads a raw query string, {@code null} for none. */
    QueryParameters(String raw) {
        if (raw == null) {
            return;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && equals < pair.length() - 1) {
                values.computeIfAbsent(decode(pair.substring(0, equals)), name -> new ArrayList<>())
                        .add(decode(pair.substring(equals + 1)));
            }
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The names that were given, in order. */
    Iterable<String> names() {
        return values.keySet();
    }

    /** All values of a parameter, in order. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of a parameter. */
    Optional<String> find(String name) {
        return all(name).stream().findFirst();
    }

    /** The first value of a parameter, or {@code null}. */
    String text(String name) {
        return find(name).orElse(null);
    }

    /** Whether a parameter is given and not 0; 400 if it is no integer. */
    boolean flag(String name) {
        return find(name)
                .map(text -> PythonText.parseInteger(text)
                        .orElseThrow(() -> new HttpError(400, "Invalid value for the '" + name + "' parameter")))
                .filter(number -> !number.equals(BigInteger.ZERO))
                .isPresent();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return decodeLeniently(text);
        }
    }

    /** For the rare text with a per cent sign that begins no escape: that sign stands for itself. */
    private static String decodeLeniently(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
    }
}
