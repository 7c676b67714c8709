package org.gatehouse.embedded.pattern;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first fault of a regular expression, in the words of Perl's library. Java's own words and places for it differ from one JDK to
 * the next.
 *
 * @param position the index of the character with the fault, or the length of the expression
 */
record PatternFault(int position, String complaint) {
    private static final String OPEN_CLASS = "missing terminating ] for character class";
    private static final String NOTHING_TO_REPEAT = "nothing to repeat";
    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
    private static final String AFTER_QUESTION_MARK = ":=!>|#<PimsxnUJ-^'&R(0123456789+";

    /** Returns the fault, or nothing if this finds none. */
    static Optional<PatternFault> find(String expression) {
        return Optional.ofNullable(new Scan(expression).run());
    }

    /** One pass over an expression, which ends at its first fault. */
    private static final class Scan {
        private final String text;
        private int at;
        private int groups;
        private boolean repeatable;
        private PatternFault fault;

        Scan(String text) {
            this.text = text;
        }

        PatternFault run() {
            while (fault == null && at < text.length()) {
                switch (text.charAt(at)) {
                    case '\\' -> escape();
                    case '[' -> characterClass();
                    case '(' -> group();
                    case ')' -> endOfGroup();
                    case '|' -> next(false);
                    case '*', '+', '?' -> quantifier(at + 1);
                    case '{' -> count();
                    default -> next(true);
                }
            }
            return fault == null && groups > 0 ? new PatternFault(text.length(), "missing )") : fault;
        }

        private void next(boolean nextIsRepeatable) {
            at++;
            repeatable = nextIsRepeatable;
        }

        private boolean follows(int index, String characters) {
            return index < text.length() && characters.indexOf(text.charAt(index)) >= 0;
        }

        private void escape() {
            if (at + 1 == text.length()) {
                fault = new PatternFault(text.length(), "\\ at end of pattern");
            }
            at++;
            next(true);
        }

        private void group() {
            groups++;
            if (!follows(at + 1, "?")) {
                next(false);
            } else if (at + 2 < text.length() && !follows(at + 2, AFTER_QUESTION_MARK)) {
                fault = new PatternFault(at + 2, "unrecognized character after (? or (?-");
            } else if (follows(at + 2, "<")
                    && at + 3 < text.length()
                    && !follows(at + 3, "=!_")
                    && !Character.isLetter(text.charAt(at + 3))) {
                fault = new PatternFault(at + 3, "unrecognized character after (?<");
            } else {
                at += 2;
                next(false);
            }
        }

        private void endOfGroup() {
            if (groups == 0) {
                fault = new PatternFault(at, "unmatched parentheses");
            }
            groups--;
            next(true);
        }

        private void quantifier(int end) {
            if (!repeatable) {
                fault = new PatternFault(at, NOTHING_TO_REPEAT);
            }
            // Lazy or possessive.
            at = follows(end, "?+") ? end : end - 1;
            next(false);
        }

        private void count() {
            Matcher count = COUNT.matcher(text).region(at, text.length());
            if (!count.lookingAt()) {
                next(true);
                return;
            }
            String most = count.group(2);
            if (most != null && !most.isEmpty() && Integer.parseInt(most) < Integer.parseInt(count.group(1))) {
                fault = new PatternFault(count.end() - 1, "numbers out of order in {} quantifier");
            }
            quantifier(count.end());
        }

        private void characterClass() {
            int i = follows(at + 1, "^") ? at + 2 : at + 1;
            int first = i;
            while (i < text.length() && (text.charAt(i) != ']' || i == first)) {
                int end = text.startsWith("[:", i) ? text.indexOf(":]", i) : -1;
                if (end > 0) {
                    i = end + 2;
                } else if (text.charAt(i) == '\\') {
                    i += 2;
                } else if (follows(i + 1, "-") && i + 2 < text.length() && !follows(i + 2, "]\\[")) {
                    if (text.charAt(i + 2) < text.charAt(i)) {
                        fault = new PatternFault(i + 2, "range out of order in character class");
                        return;
                    }
                    i += 3;
                } else {
                    i++;
                }
            }
            if (i >= text.length()) {
                fault = new PatternFault(text.length(), OPEN_CLASS);
            }
            at = i;
            next(true);
        }
    }
}
