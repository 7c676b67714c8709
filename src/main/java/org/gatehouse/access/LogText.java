package org.gatehouse.access;

import java.util.HexFormat;

/** Texts that clients chose, on their way into a log line. */
final class LogText {
    private static final int LONGEST = 128;
    private static final String CUT = "...";
    private static final HexFormat HEX = HexFormat.of();

    private LogText() {}

    /**
     * The text with quotes, backslashes and everything that is not printable ASCII escaped; put into quotes, it cannot forge a line
     * or a pair. The result has at most 128 characters; a text that needs more is cut, and ends in three dots. Null is empty.
     */
    static String of(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder safe = new StringBuilder(Math.min(text.length(), LONGEST) + 6);
        int room = 0;
        for (int i = 0; i < text.length(); i++) {
            append(safe, text.charAt(i));
            if (safe.length() > LONGEST) {
                safe.setLength(room);
                return safe.append(CUT).toString();
            }
            if (safe.length() <= LONGEST - CUT.length()) {
                room = safe.length();
            }
        }
        return safe.toString();
    }

    private static void append(StringBuilder safe, char c) {
        if (c == '"' || c == '\\') {
            safe.append('\\').append(c);
        } else if (c < ' ' || c > '~') {
            safe.append("\\u").append(HEX.toHexDigits(c));
        } else {
            safe.append(c);
        }
    }
}
