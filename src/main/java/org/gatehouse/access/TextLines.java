package org.gatehouse.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The lines of a file that people edit: UTF-8, a byte order mark at its beginning ignored. Works in linear time. */
final class TextLines {
    private static final int LINE_FEED = '\n';
    private static final int REPLACEMENT = '\ufffd';

    private TextLines() {}

    /**
     * One line.
     *
     * @param number counted from 1
     * @param text without blanks at its beginning and end
     * @param isUtf8 whether all of its bytes are UTF-8; in the text, those that are not are U+FFFD
     */
    record Line(int number, String text, boolean isUtf8) {
        /** Whether the line says nothing: it is empty or a comment. */
        boolean isIgnored() {
            return text.isEmpty() || text.startsWith("#");
        }
    }

    /** Splits a file into lines at line feeds, and at whatever else {@code otherEnds} finds. */
    static List<Line> of(byte[] content, Pattern otherEnds) {
        List<Line> lines = new ArrayList<>();
        int start = hasMark(content) ? 3 : 0;
        while (start <= content.length) {
            int end = start;
            while (end < content.length && content[end] != LINE_FEED) {
                end++;
            }
            int length = end > start && content[end - 1] == '\r' ? end - start - 1 : end - start;
            add(lines, content, start, length, otherEnds);
            start = end + 1;
        }
        return lines;
    }

    private static void add(List<Line> lines, byte[] content, int start, int length, Pattern otherEnds) {
        String text;
        boolean whole = true;
        try {
            text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(content, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(content, start, length, UTF_8);
            whole = false;
        }
        for (String line : otherEnds.split(text, -1)) {
            lines.add(new Line(lines.size() + 1, strip(line), whole || line.indexOf(REPLACEMENT) < 0));
        }
    }

    private static boolean hasMark(byte[] content) {
        return content.length >= 3
                && content[0] == (byte) 0xef
                && content[1] == (byte) 0xbb
                && content[2] == (byte) 0xbf;
    }

    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Whether Python's {@code str.split} parts words here. */
    static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
