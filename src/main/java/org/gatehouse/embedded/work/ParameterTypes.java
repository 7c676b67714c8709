package org.gatehouse.embedded.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of things (of hypervisors, disks, nodes), which Ganeti forces into types. Immutable. */
final class ParameterTypes {
    private static final String FILE = "parameters.txt";
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z]+)?");
    private static final Map<String, Long> UNITS = Map.of(
            "m", 1L, "mb", 1L, "mib", 1L, "g", 1L << 10, "gb", 1L << 10, "gib", 1L << 10, "t", 1L << 20, "tb", 1L << 20,
            "tib", 1L << 20);

    private final Map<String, Map<String, String>> groups;

    private ParameterTypes(Map<String, Map<String, String>> groups) {
        this.groups = groups;
    }

    /** Reads the types that come with Gatehouse. */
    static ParameterTypes load() {
        try (InputStream in = ParameterTypes.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the types of parameters are not in this build");
            }
            Map<String, Map<String, String>> groups = new LinkedHashMap<>();
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .forEach(words -> groups.computeIfAbsent(words[0], group -> new LinkedHashMap<>())
                            .put(words[1], words[2]));
            return new ParameterTypes(groups);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the types of parameters", e);
        }
    }

    /** The names of a group's parameters. */
    Set<String> names(String group) {
        return groups.getOrDefault(group, Map.of()).keySet();
    }

    /** The values, each in the type of its parameter; fails with {@code TypeEnforcementError}. */
    Map<String, Object> forced(String group, Map<String, ?> values) {
        Map<String, String> types = groups.getOrDefault(group, Map.of());
        Map<String, Object> forced = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            String type = types.get(name);
            if (type == null) {
                throw wrong("Unknown parameter '" + name + "'");
            }
            forced.put(name, forced(name, type, value));
        });
        return forced;
    }

    private static Object forced(String name, String type, Object value) {
        return switch (type) {
            case "string", "maybe-string" -> text(name, type, value);
            case "bool" -> truth(name, value);
            case "size" -> size(name, value);
            case "int" -> whole(name, value);
            case "float" -> decimal(name, value);
            default -> throw new IllegalStateException("no type " + type);
        };
    }

    private static Object text(String name, String type, Object value) {
        if (value instanceof String || (value == null && type.equals("maybe-string"))) {
            return value;
        }
        if (Boolean.FALSE.equals(value)) {
            return "";
        }
        throw invalid(name, value, "string");
    }

    private static Object truth(String name, Object value) {
        if (value instanceof String text && !text.isEmpty()) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw invalid(name, value, "boolean");
            };
        }
        return Values.truth(value);
    }

    private static Object size(String name, Object value) {
        Matcher matcher = SIZE.matcher(Texts.plain(value));
        if (!matcher.matches()) {
            throw wrong("'" + name + "' (value " + Texts.plain(value) + ") is not a valid size. error: Invalid format");
        }
        String unit = matcher.group(2) == null ? "m" : matcher.group(2);
        Long factor = UNITS.get(unit.toLowerCase(Locale.ROOT));
        if (factor == null) {
            throw wrong("'" + name + "' (value " + Texts.plain(value) + ") is not a valid size. error: Unknown unit: "
                    + unit);
        }
        long mebibytes = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(factor))
                .setScale(0, RoundingMode.CEILING)
                .longValue();
        return (mebibytes + 3) / 4 * 4;
    }

    private static Object whole(String name, Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof Number number) {
            return number.longValue();
        }
        try {
            return Long.valueOf(String.valueOf(value).strip());
        } catch (NumberFormatException e) {
            throw invalid(name, value, "integer");
        }
    }

    private static Object decimal(String name, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return Double.valueOf(String.valueOf(value).strip());
        } catch (NumberFormatException e) {
            throw invalid(name, value, "float");
        }
    }

    private static RuntimeException invalid(String name, Object value, String type) {
        return wrong("'" + name + "' (value " + Texts.plain(value) + ") is not a valid " + type);
    }

    private static RuntimeException wrong(String text) {
        return Refusal.of("TypeEnforcementError", text);
    }
}
