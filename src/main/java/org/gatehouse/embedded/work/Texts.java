package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values in the words of Ganeti's messages. */
final class Texts {
    private static final Pattern GROUP = Pattern.compile("\\d+|\\D+");
    private static final int GROUPS = 8;
    private static final double KIBI = 1024;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Texts() {}

    /** The values, a comma and a blank between them. */
    static String joined(Collection<?> values) {
        return values.stream().map(Texts::plain).collect(Collectors.joining(", "));
    }

    /** Sorted so that {@code node2} comes before {@code node10}. */
    static List<String> sorted(Collection<String> names) {
        return names.stream()
                .sorted(Comparator.comparing(Texts::groups, Texts::compare))
                .toList();
    }

    private static List<Object> groups(String name) {
        List<Object> groups = new ArrayList<>();
        Matcher matcher = GROUP.matcher(name);
        int end = 0;
        while (groups.size() < GROUPS && matcher.find()) {
            String group = matcher.group();
            // Numbers longer than a long compare as texts do; no name of a node is like that.
            groups.add(
                    Character.isDigit(group.charAt(0)) && group.length() < 19 ? (Object) Long.valueOf(group) : group);
            end = matcher.end();
        }
        groups.add(name.substring(end));
        return groups;
    }

    private static int compare(List<Object> one, List<Object> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            Object a = one.get(i);
            Object b = other.get(i);
            int order = a instanceof Long x && b instanceof Long y
                    ? x.compareTo(y)
                    : String.valueOf(a).compareTo(String.valueOf(b));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** So many mebibytes in the unit that suits them. */
    static String size(long mebibytes) {
        if (mebibytes < KIBI) {
            return mebibytes + "M";
        }
        if (mebibytes < KIBI * KIBI) {
            return String.format(Locale.ROOT, "%.1fG", mebibytes / KIBI);
        }
        return String.format(Locale.ROOT, "%.1fT", mebibytes / KIBI / KIBI);
    }

    /** So many seconds: {@code 2d 9h 19m 49s}. */
    static String seconds(double time) {
        long left = Math.round(time);
        StringBuilder text = new StringBuilder();
        for (long unit : new long[] {DAY, HOUR, MINUTE}) {
            if (left >= unit || !text.isEmpty()) {
                text.append(left / unit).append(unit == DAY ? "d " : unit == HOUR ? "h " : "m ");
                left %= unit;
            }
        }
        return text.append(left).append('s').toString();
    }

    /** A value as Python prints it. */
    static String plain(Object value) {
        return value instanceof String text ? text : quoted(value);
    }

    /** A value as Python prints it inside of lists and objects. */
    static String quoted(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof String text) {
            char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
            String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
            return quote + (quote == '\'' ? escaped.replace("'", "\\'") : escaped) + quote;
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Texts::quoted).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString();
    }
}
