package org.gatehouse.access;

/** Texts of others' making on their way into a log line. */
final class LogText {
    private static final int LONGEST = 1024;

    private LogText() {}

    /**
     * The text with quotes, backslashes and whatever is not printable ASCII escaped, and cut off where it is too long; put into
     * quotes, it cannot forge a line or a pair. Null is empty.
     */
    static String of(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                safe.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return text.length() > LONGEST ? safe.append("...").toString() : safe.toString();
    }
}
