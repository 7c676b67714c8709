package org.gatehouse.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of something that a client asks for: the header {@code Range} (RFC 9110, 14.2) with one range of bytes.
 *
 * @param first position of the first byte
 * @param last position of the last byte; before the first if the range lies beyond the end
 * @param size of the whole
 */
public record ByteRange(long first, long last, long size) {
    private static final Pattern FORM = Pattern.compile("(?i:bytes)\\s*+=\\s*+(\\d{0,30})\\s*+-\\s*+(\\d{0,30})\\s*+");

    /**
     * The range that a header names. Empty if there is no header or it is one to be ignored: malformed, another unit, several
     * ranges.
     *
     * @param range the header, several joined by commas; null if there is none
     */
    public static Optional<ByteRange> parse(String range, long size) {
        Matcher form = FORM.matcher(range == null ? "" : range.strip());
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            long suffix = Math.min(number(form.group(2)), size);
            return Optional.of(new ByteRange(size - suffix, size - 1, size));
        }
        long first = number(form.group(1));
        long last = form.group(2).isEmpty() ? Long.MAX_VALUE : number(form.group(2));
        return first > last ? Optional.empty() : Optional.of(new ByteRange(first, Math.min(last, size - 1), size));
    }

    /** All of something of this size. */
    public static ByteRange whole(long size) {
        return new ByteRange(0, size - 1, size);
    }

    /** Whether there is at least one byte in it. */
    public boolean isSatisfiable() {
        return first <= last;
    }

    /** How many bytes are in it. */
    public long length() {
        return Math.max(0, last - first + 1);
    }

    /** The value of {@code Content-Range}. */
    public String contentRange() {
        return isSatisfiable() ? "bytes " + first + "-" + last + "/" + size : "bytes */" + size;
    }

    private static long number(String digits) {
        // Longer ones are beyond every end.
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
