package org.gatehouse.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions of a {@code GET} or {@code HEAD} on something that has a strong entity tag and no modification date (RFC 9110,
 * 13). Conditions on dates are ignored, as the RFC demands.
 */
public final class Preconditions {
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*");

    private Preconditions() {}

    /**
     * Evaluates {@code If-Match} and {@code If-None-Match} in the order of RFC 9110, 13.2.2. Throws {@link HttpError} 412 if
     * {@code If-Match} does not hold.
     *
     * @param tag the entity tag of the representation that would be sent, with its quotes
     * @return false if the client has this representation already, so that the answer is 304
     */
    public static boolean evaluate(HttpServletRequest request, String tag) {
        String match = header(request, "If-Match");
        if (match != null && !matches(match, element -> element.group(1) == null && tag.equals(element.group(2)))) {
            throw new HttpError(412, "If-Match does not name " + tag).withHeader("ETag", tag);
        }
        String noneMatch = header(request, "If-None-Match");
        return noneMatch == null || !matches(noneMatch, element -> tag.equals(element.group(2)));
    }

    /** Whether a {@code Range} is to be honoured: there is no {@code If-Range}, or it names this very entity tag. */
    public static boolean rangeApplies(HttpServletRequest request, String tag) {
        String condition = header(request, "If-Range");
        return condition == null || condition.strip().equals(tag);
    }

    /** Whether the list is the asterisk or has a matching element. Elements that are no entity tags match nothing. */
    private static boolean matches(String list, Predicate<Matcher> condition) {
        if (list.strip().equals("*")) {
            return true;
        }
        Matcher element = TAG.matcher(list);
        int start = 0;
        while (start <= list.length()) {
            element.region(start, list.length());
            int end;
            if (element.lookingAt() && (element.end() == list.length() || list.charAt(element.end()) == ',')) {
                if (condition.test(element)) {
                    return true;
                }
                end = element.end();
            } else {
                end = list.indexOf(',', start);
            }
            start = (end < 0 ? list.length() : end) + 1;
        }
        return false;
    }

    private static String header(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? null : String.join(",", lines);
    }
}
