package org.gatehouse.embedded.query;

import java.util.List;
import java.util.Map;

/** Values as luxid spells them in its messages: JSON broken into lines where it is long, texts as Haskell shows them. */
final class HaskellText {
    /** A line's width, and how much of it may be filled after the indentation. */
    private static final int WIDTH = 100;

    private static final int FILLED = 67;

    /** What is longer is cut: a message is to be read. */
    private static final int LONGEST = 64 << 10;

    private static final String[] CONTROLS = {
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a", "b", "t", "n", "v", "f", "r", "SO", "SI", "DLE", "DC1",
        "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"
    };

    private final StringBuilder out = new StringBuilder();
    private int lineStart;
    private int indentation;

    private HaskellText() {}

    /** JSON in lines: items stand next to each other while they fit, and one that does not begins a line of its own. */
    static String json(Object value) {
        String flat = flat(value);
        if (flat.length() > LONGEST) {
            return flat.substring(0, LONGEST) + "...";
        }
        HaskellText text = new HaskellText();
        text.lay(value, 0);
        return text.out.toString();
    }

    /** {@code following} is how many brackets and commas have to stand on the same line after the value. */
    private void lay(Object value, int following) {
        String flat = flat(value);
        if (fits(flat.length() + following) || !hasItems(value)) {
            out.append(flat);
            return;
        }
        int column = column() + 1;
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            layItems(List.copyOf(map.entrySet()), column, following + 1);
            out.append('}');
        } else {
            out.append('[');
            layItems((List<?>) value, column, following + 1);
            out.append(']');
        }
    }

    private void layItems(List<?> items, int column, int following) {
        boolean broken = false;
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            int after = i + 1 < items.size() ? 1 : following;
            if (i > 0) {
                out.append(',');
                if (broken || !fits(1 + flat(item).length() + after)) {
                    newLine(column);
                } else {
                    out.append(' ');
                }
            }
            int line = lineStart;
            if (item instanceof Map.Entry<?, ?> member) {
                out.append(quoted((String) member.getKey())).append(": ");
                lay(member.getValue(), after);
            } else {
                lay(item, after);
            }
            broken = line != lineStart;
        }
    }

    private void newLine(int column) {
        out.append('\n');
        lineStart = out.length();
        out.append(" ".repeat(column));
        indentation = column;
    }

    private int column() {
        return out.length() - lineStart;
    }

    private boolean fits(int more) {
        return column() + more <= WIDTH && column() - indentation + more <= FILLED;
    }

    private static boolean hasItems(Object value) {
        return value instanceof Map<?, ?> map ? !map.isEmpty() : value instanceof List<?> list && !list.isEmpty();
    }

    private static String flat(Object value) {
        StringBuilder flat = new StringBuilder();
        appendFlat(flat, value);
        return flat.toString();
    }

    private static void appendFlat(StringBuilder flat, Object value) {
        if (flat.length() > LONGEST) {
            return;
        }
        if (value instanceof String text) {
            flat.append(quoted(text));
        } else if (value instanceof Number number) {
            flat.append(Numbers.spell(number));
        } else if (value instanceof List<?> list) {
            flat.append('[');
            appendItems(flat, list);
            flat.append(']');
        } else if (value instanceof Map<?, ?> map) {
            flat.append('{');
            appendItems(flat, List.copyOf(map.entrySet()));
            flat.append('}');
        } else if (value instanceof Map.Entry<?, ?> member) {
            flat.append(quoted((String) member.getKey())).append(": ");
            appendFlat(flat, member.getValue());
        } else {
            flat.append(value);
        }
    }

    private static void appendItems(StringBuilder flat, List<?> items) {
        for (int i = 0; i < items.size() && flat.length() <= LONGEST; i++) {
            if (i > 0) {
                flat.append(", ");
            }
            appendFlat(flat, items.get(i));
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length() && quoted.length() <= LONGEST; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\f' -> quoted.append("\\f");
                case '\b' -> quoted.append("\\b");
                default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return quoted.append('"').toString();
    }

    /** A text as Haskell shows it: in quotes, in ASCII, with its own names for control characters. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            int next = i + 1 < points.length ? points[i + 1] : -1;
            if (c == '"' || c == '\\') {
                shown.append('\\').append((char) c);
            } else if (c < ' ') {
                // Without the empty escape, SO and a letter H would read as SOH.
                shown.append('\\').append(CONTROLS[c]).append(c == 14 && next == 'H' ? "\\&" : "");
            } else if (c == 127) {
                shown.append("\\DEL");
            } else if (c > 127) {
                shown.append('\\').append(c).append(next >= '0' && next <= '9' ? "\\&" : "");
            } else {
                shown.append((char) c);
            }
        }
        return shown.append('"').toString();
    }
}
