package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Object identifiers of the types of attributes in certificates' names, by the names that OpenSSL and others print for them. */
final class AttributeTypes {
    /** The object identifier of {@code CN}. */
    static final String COMMON_NAME = "2.5.4.3";

    private static final Set<String> USER_ID = Set.of("0.9.2342.19200300.100.1.1");
    private static final Map<String, Set<String>> BY_NAME = load();

    private AttributeTypes() {}

    /**
     * The object identifiers that a type stands for, whatever its case: usually one, and none if nothing is called so. An object
     * identifier, with or without {@code OID.} before it, stands for itself.
     */
    static Set<String> find(String type) {
        String plain = type.regionMatches(true, 0, "OID.", 0, 4) ? type.substring(4) : type;
        if (isObjectIdentifier(plain)) {
            return Set.of(plain);
        }
        if (plain.equals("UID")) {
            // OpenSSL has another type that is called uid, but nobody who writes UID means that.
            return USER_ID;
        }
        return BY_NAME.getOrDefault(plain.toLowerCase(Locale.ROOT), Set.of());
    }

    private static boolean isObjectIdentifier(String text) {
        boolean digits = text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return digits
                && text.indexOf('.') > 0
                && !text.endsWith(".")
                && IntStream.range(1, text.length()).noneMatch(i -> text.charAt(i) == '.' && text.charAt(i - 1) == '.');
    }

    private static Map<String, Set<String>> load() {
        Map<String, Set<String>> byName = new HashMap<>();
        for (String line : lines()) {
            if (!line.startsWith("#")) {
                List<String> words = List.of(line.split(" ", -1));
                for (String name : words.subList(1, words.size())) {
                    byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), first -> new HashSet<>())
                            .add(words.get(0));
                }
            }
        }
        return Map.copyOf(byName);
    }

    private static Collection<String> lines() {
        try (InputStream in = AttributeTypes.class.getResourceAsStream("attribute-types.txt")) {
            return new BufferedReader(new InputStreamReader(in, UTF_8)).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
