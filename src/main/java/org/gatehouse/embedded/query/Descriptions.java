package org.gatehouse.embedded.query;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the file of field descriptions, whose head documents its lines. */
final class Descriptions {
    private static final String FILE = "fields.txt";
    private static final Pattern NUMBERED = Pattern.compile("(.+/)0\\.\\.([0-9]+)");

    private Descriptions() {}

    /** The descriptions by kind of thing, each kind's in Ganeti's order. */
    static Map<String, List<Description>> read() {
        try (InputStream in = Descriptions.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the descriptions of the fields are not in this build");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return parse(lines.lines().filter(line -> !line.startsWith("#")).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the descriptions of the fields", e);
        }
    }

    private static Map<String, List<Description>> parse(List<String> lines) {
        Map<String, List<Description>> all = new LinkedHashMap<>();
        List<Description> current = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(" ")) {
                addField(current, line.strip().split("\t", -1));
            } else {
                current = new ArrayList<>();
                all.put(line, current);
            }
        }
        return all;
    }

    private static void addField(List<Description> fields, String[] words) {
        Matcher numbered = NUMBERED.matcher(words[0]);
        if (!numbered.matches()) {
            fields.add(new Description(words[0], words[2], words[1], words[3]));
            return;
        }
        int last = Integer.parseInt(numbered.group(2));
        for (int i = 0; i <= last; i++) {
            String doc = words[3].replace("#th", ordinal(i + 1));
            fields.add(new Description(numbered.group(1) + i, words[2].replace("#", "" + i), words[1], doc));
        }
    }

    private static String ordinal(int number) {
        boolean teen = number / 10 % 10 == 1;
        String ending = switch (teen ? 0 : number % 10) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
        };
        return number + ending;
    }
}
