package org.gatehouse.opcode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the catalogue's file, whose head documents its lines, as one release of Ganeti is to see it. */
final class CatalogueReader {
    private static final Pattern MARK = Pattern.compile(" (?:since|removed|default@)=?([0-9.]+)(?=[ =]|$)");

    private static final Pattern STRING = Pattern.compile("\"([^\"\\\\]*)\"");

    private final GanetiVersion version;
    private final Map<String, ParameterType> named = new HashMap<>();
    private final List<Parameter> common = new ArrayList<>();
    private final Map<String, OpcodeDefinition> opcodes = new LinkedHashMap<>();

    private CatalogueReader(GanetiVersion version) {
        this.version = version;
    }

    /** The releases at which something changes. */
    static Set<GanetiVersion> turningPoints(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> MARK.matcher(line).results())
                .map(mark -> GanetiVersion.parse(mark.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The opcodes of one release by id, in the order of the file. Throws {@link IllegalArgumentException} if a line cannot
     * be understood.
     */
    static Map<String, OpcodeDefinition> read(List<String> lines, GanetiVersion version) {
        CatalogueReader reader = new CatalogueReader(version);
        List<String> meant = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        int next = 0;
        while (next < meant.size()) {
            int end = next + 1;
            while (end < meant.size() && meant.get(end).startsWith(" ")) {
                end++;
            }
            reader.block(words(meant.get(next)), meant.subList(next + 1, end));
            next = end;
        }
        return Collections.unmodifiableMap(reader.opcodes);
    }

    private void block(List<String> head, List<String> body) {
        switch (head.get(0)) {
            case "enum" -> named.put("enum:" + head.get(1), listed(head, true));
            case "choice" -> named.put("enum:" + head.get(1), listed(head, false));
            case "alias" -> named.put(head.get(1), TypeParser.parse(head.get(2), named));
            case "common" -> common.addAll(parameters(body));
            default -> opcode(head, body);
        }
    }

    private static ParameterType listed(List<String> head, boolean hashing) {
        List<Object> values = head.stream()
                .skip(2)
                .map(word -> word.matches("-?[0-9]+") ? (Object) Long.valueOf(word) : word)
                .toList();
        return new ParameterType.Listed(values, hashing);
    }

    private void opcode(List<String> head, List<String> body) {
        if (exists(head)) {
            List<Parameter> parameters = new ArrayList<>(parameters(body));
            parameters.addAll(common);
            String id = head.get(0);
            opcodes.put(
                    id,
                    new OpcodeDefinition(
                            id,
                            head.contains("rapi"),
                            find(head, "summary="),
                            find(head, "result=").orElseThrow(() -> new IllegalArgumentException("no result: " + id)),
                            parameters));
        }
    }

    private List<Parameter> parameters(List<String> lines) {
        return lines.stream()
                .map(CatalogueReader::words)
                .filter(this::exists)
                .map(this::parameter)
                .toList();
    }

    private Parameter parameter(List<String> words) {
        boolean required = words.contains("required");
        Object defaultValue = null;
        if (!required) {
            String text = changedDefault(words)
                    .or(() -> find(words, "default="))
                    .orElseThrow(() -> new IllegalArgumentException("neither required nor a default: " + words));
            defaultValue = literal(text);
        }
        return new Parameter(words.get(0), words.get(1), TypeParser.parse(words.get(1), named), required, defaultValue);
    }

    private Optional<String> changedDefault(List<String> words) {
        return find(words, "default@")
                .map(change -> change.split("=", 2))
                .filter(change -> version.atLeast(GanetiVersion.parse(change[0])))
                .map(change -> change[1]);
    }

    private boolean exists(List<String> words) {
        return find(words, "since=")
                        .map(GanetiVersion::parse)
                        .filter(since -> !version.atLeast(since))
                        .isEmpty()
                && find(words, "removed=")
                        .map(GanetiVersion::parse)
                        .filter(version::atLeast)
                        .isEmpty();
    }

    private static Object literal(String text) {
        return switch (text) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            case "[]" -> List.of();
            case "{}" -> Map.of();
            default -> {
                Matcher string = STRING.matcher(text);
                if (string.matches()) {
                    yield string.group(1);
                }
                yield text.contains(".") ? (Object) Double.valueOf(text) : Integer.valueOf(text);
            }
        };
    }

    private static Optional<String> find(List<String> words, String prefix) {
        return words.stream()
                .filter(word -> word.startsWith(prefix))
                .findFirst()
                .map(word -> word.substring(prefix.length()));
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split(" +"));
    }
}
